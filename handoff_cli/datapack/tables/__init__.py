"""A table of any form a design tool or a spreadsheet writes: separated, fixed width, workbook; rows that know their lines."""

from handoff_cli.datapack.tables.find import read_grids, read_table
from handoff_cli.datapack.tables.table import EXCERPT, HEADER_ROWS, Fields, Grid, Row, Table, normal

__all__ = ["EXCERPT", "HEADER_ROWS", "Fields", "Grid", "Row", "Table", "normal", "read_grids", "read_table"]
