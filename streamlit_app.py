"""The app's front door: the page's frame, its language and its navigation. `ringtrace app` starts it."""

import streamlit as st

from dashboards.navigation import ICON, run

# A file of ours: named icons are fetched from outside by the browser.
st.set_page_config(page_title="Ringtrace", page_icon=str(ICON), layout="wide", initial_sidebar_state=230)
run()
