from quick_hashes import _quick_hashes  # noqa: F401 (a fixture)
