"""Reports as files of office programs: a workbook and slides, from the same data as the page."""
