"""Speed and memory of ``outreach print`` beside what a person would use instead."""
