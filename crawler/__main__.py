"""The crawl process: `python -m crawler --profile PATH --folder DIR`. Started by `crawler.run`, one per crawl."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path

from crawler.errors import CrawlError, LockHeld
from crawler.logs import FORMATS, log_to
from crawler.profile import load_profile


def main() -> int:
    """Crawls, tells its progress as JSON lines on stdout, and gives 0 when it came to its own end, 128 + N after signal N."""
    options = _options()
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.conduct import Conduct
    from crawler.session import Session
    from crawler.spiders.site import SiteSpider

    try:
        session = Session(load_profile(options.profile), options.folder, options.url)
    except CrawlError as error:
        event: dict[str, object] = {"event": "refused", "error": str(error), "locked": False}
        if isinstance(error, LockHeld):
            event |= {"locked": True, "pid": error.pid, "since": error.since}
        sys.stdout.write(json.dumps(event) + "\n")
        return 1
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("JIAOKAN_PROGRESS", True, priority="cmdline")
    log_to(options.log, options.log_format)
    # Scrapy would put up a handler of its own, for text only, before its first line.
    process = AsyncCrawlerProcess(settings, install_root_handler=False)
    crawler = process.create_crawler(SiteSpider)
    process.crawl(crawler, profile=str(options.profile), session=session)
    process.start()
    logging.shutdown()
    conduct = crawler.get_extension(Conduct)
    return conduct.exit_code if conduct is not None else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m crawler", description="Crawls one profile into one folder."
    )
    parser.add_argument("--profile", type=Path, required=True, help="the site profile, a TOML file")
    parser.add_argument(
        "--folder", type=Path, required=True, help="the profile's folder under the data folder"
    )
    parser.add_argument("--log", type=Path, help="write the log here instead of to stderr")
    parser.add_argument("--log-format", choices=FORMATS, default="text", help="how to write the log")
    parser.add_argument("--url", action="append", help="fetch just this address (may be repeated)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
