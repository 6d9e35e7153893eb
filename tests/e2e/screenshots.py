"""Pictures of the real app: `python -m tests.e2e.screenshots` makes the thumbnails of the home page and those of the README.

To add a page: one line in `CROPS`.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.serving import ROOT, chromium, served, settle
from vizlab.catalogue import PAGES

THUMBNAILS, SCREENSHOTS = ROOT / "assets" / "thumbnails", ROOT / "assets" / "screenshots"
SIZE_PX = (640, 400)
MARGIN_PX = 16
MOST_BYTES = {THUMBNAILS: 100_000, SCREENSHOTS: 300_000}  # a painting does not shrink like a chart


def main() -> None:
    """Make every picture anew, thumbnails first: the screenshot of the home page shows them."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"VIZLAB_STORE": f"{folder}/store", "VIZLAB_DATA": f"{folder}/data", "VIZLAB_DEVICE": "cpu"}
        with served(environment) as (address, _), chromium(as_visitors=True) as browser:
            for page in PAGES[1:]:
                save(thumbnail(browser, address, page.name), THUMBNAILS / f"{page.name}.png")
            for page in PAGES:
                for look, screen in LOOKS.items():
                    save(screenshot(browser, page.name, address, screen), SCREENSHOTS / f"{page.name}-{look}.png")


def thumbnail(browser: Browser, address: str, name: str) -> Image.Image:
    """The parts of a page that `CROPS` names, side by side on white, 640 x 400."""
    path, parts = CROPS[name]
    page = opened(browser, f"{address}/{path}", {"viewport": {"width": 1280, "height": 1400}, "device_scale_factor": 2})
    width = (SIZE_PX[0] - MARGIN_PX * (len(parts) + 1)) // len(parts)
    canvas = Image.new("RGB", SIZE_PX, "white")
    for index, part in enumerate(parts):
        cut = Image.open(io.BytesIO(page.locator(part).first.screenshot())).convert("RGB")
        fitted = ImageOps.contain(trimmed(cut), (width, SIZE_PX[1] - 2 * MARGIN_PX), Image.Resampling.LANCZOS)
        left = MARGIN_PX + index * (width + MARGIN_PX) + (width - fitted.width) // 2
        canvas.paste(fitted, (left, (SIZE_PX[1] - fitted.height) // 2))
    page.context.close()
    return canvas


def screenshot(browser: Browser, name: str, address: str, screen: dict[str, object]) -> Image.Image:
    """What a visitor sees first on a wide screen, and the figure on a narrow one, where it lies further down."""
    path, parts = CROPS.get(name, ("", ()))
    page = opened(browser, f"{address}/{path}", screen)
    if parts and screen is LOOKS["phone"]:
        page.locator(parts[0]).first.evaluate("part => part.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(500)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    return shot


def opened(browser: Browser, address: str, screen: dict[str, object]) -> Page:
    """The page in a context of its own, drawn and at rest."""
    page = browser.new_context(**screen).new_page()  # type: ignore[arg-type]
    page.goto(address)
    settle(page)
    page.wait_for_timeout(1500)  # fonts, tooltips and plotly's last resize
    return page


def trimmed(picture: Image.Image) -> Image.Image:
    """The picture without its white border."""
    box = ImageOps.invert(picture.convert("L")).getbbox()
    return picture.crop(box) if box else picture


def save(picture: Image.Image, path: Path) -> None:
    """Write a PNG of 256 colours, which is half as large as one of all. Errors: RuntimeError if it is too large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    most = MOST_BYTES[path.parent]
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > most:
        raise RuntimeError(f"{path} has {path.stat().st_size:,} bytes; {most:,} are allowed.")


WIDE: ViewportSize = {"width": 1280, "height": 900}
LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
}
# Page -> (the address that shows it at its best, what its thumbnail shows).
CROPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "train": ("train", (".st-key-figure-curves .main-svg",)),
    "models": ("models?view=Architecture&network=GoogLeNet", (".st-key-figure-network .main-svg",)),
    "datasets": ("datasets?view=Shapes&agreement=1.0", (".st-key-figure-shapes .main-svg",)),
    "landscapes": ("landscapes", (".st-key-figure-race .main-svg", ".st-key-figure-losses .main-svg")),
    "style": ("style", (".st-key-figure-painting .main-svg",)),
    "embeddings": ("embeddings", (".st-key-figure-pca .main-svg", ".st-key-figure-map .main-svg")),
    "generative": ("generative", (".st-key-figure-sheet .main-svg", ".st-key-figure-latent-samples .main-svg")),
    "filters": ("filters?view=Dream", (".st-key-figure-emerging .main-svg",)),
    "saliency": ("saliency", (".st-key-figure-gradient .heatmaplayer image", ".st-key-figure-grad-cam .heatmaplayer image")),
}

if __name__ == "__main__":
    main()
