"""Components whose module the browser fetches from the app once, instead of getting it with every drawing."""

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime import Runtime

_BUILT = "built"  # beside this file; `make` fills it


def packaged(name: str, css: str | None = None) -> Any:
    """The component of `built/NAME.mjs`, ready to be mounted.

    Streamlit finds such files by a manifest of an installed distribution, and only of one whose package bears its name.
    Ringtrace's packages bear others, so the manifest is told here. Without a running app the text itself is given.
    """
    file = Path(__file__).parent / _BUILT / f"{name}.mjs"
    whole = f"ringtrace.{name}"
    if not Runtime.exists():
        return st.components.v2.component(whole, js=file.read_text(encoding="utf-8"), css=css)
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(whole) is None:
        manifest = ComponentManifest("ringtrace", "", [ComponentConfig(name, _BUILT)])
        manager.register_from_manifest(manifest, file.parents[1])
    return st.components.v2.component(whole, js=file.name, css=css)
