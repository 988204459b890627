"""Will publishing work? What is looked at before a publish, step by step, and what is wrong when it will not."""
