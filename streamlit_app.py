"""The app's front door: the page's frame, its language and its navigation. `ringtrace app` starts it."""

import streamlit as st

from dashboards.navigation import run

st.set_page_config(page_title="Ringtrace", page_icon=":material/hub:", layout="wide")
run()
