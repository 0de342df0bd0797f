"""What the manifests take from the code: settings, topics, users and consumer groups."""
