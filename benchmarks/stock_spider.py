"""What the crawler is measured against: stock Scrapy over the same site, storing nothing.

`links` follows with Scrapy's LinkExtractor. `bare` parses nothing: it is given the addresses.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor


class Stock(Spider):
    """Counts pages; follows their links or none."""

    name = "stock"
    pages = 0
    follow = True
    addresses: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Any]:
        for address in self.addresses:
            yield Request(address)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        Stock.pages += 1
        if self.follow:
            for link in self.extractor.extract_links(response):
                yield Request(link.url)

    extractor = LinkExtractor(allow=(r"/a/\d+\.html", r"/list/"))


def main() -> None:
    """`stock_spider.py links|bare CONCURRENCY CONCURRENT_ITEMS`, addresses on stdin; figures as JSON on stdout."""
    mode, concurrency, items = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    Stock.follow = mode == "links"
    Stock.addresses = tuple(sys.stdin.read().split())
    # As for ours: imports are done, setting up counts.
    wall, cpu = time.perf_counter(), time.process_time()
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "CONCURRENT_REQUESTS": concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "CONCURRENT_ITEMS": items,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Stock)
    process.start()
    figures = {
        "pages": Stock.pages,
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
