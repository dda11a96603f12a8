"""Makes the demo borough: streets, homes, messy exports, and its truth."""

from geo_asb.demo.borough import EDITION, DemoTruth, Place, make_demo, make_place

__all__ = ["EDITION", "DemoTruth", "Place", "make_demo", "make_place"]
