"""kgen compiles one concise project.yml per service into every Kubernetes manifest of dev, canary and production."""

__version__ = "0.1.0"
