"""The step of one object, by its kind. ``planner`` chooses; ``object_plans`` is what all kinds have in common."""
