"""vizlab's page list. Run with `streamlit run app.py`."""

# A Dask worker is a spawned process and imports this script again under another name: nothing may run then.
if __name__ == "__main__":
    import streamlit as st

    from vizlab.catalogue import PAGES

    st.set_page_config(page_title="vizlab", page_icon="assets/icon.svg", layout="wide")
    st.logo("assets/logo.svg", icon_image="assets/icon.svg")
    pages = [st.Page(page.script, title=page.title, url_path=page.name, default=page is PAGES[0]) for page in PAGES]
    st.session_state["_navigated"] = True  # see pages.common
    st.navigation(pages, position="top").run()
