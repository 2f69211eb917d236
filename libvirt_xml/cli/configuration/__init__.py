"""What applies to a file: ``nearest`` finds its configuration, ``config_values`` reads what stands in one.

``searches`` says what is searched and read, ``shown_settings`` prints what is in effect.
"""
