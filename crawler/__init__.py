"""Fetch: a site profile in, pages in an archive and crawl state out. Importing this package does not import Scrapy."""
