"""The spiders that Scrapy finds."""
