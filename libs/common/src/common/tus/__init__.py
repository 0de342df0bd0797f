"""A server of tus 1.0 (resumable uploads) that hands the bytes to a sink of the service.

https://tus.io/protocols/resumable-upload: the core and the termination extension. The service
creates uploads by itself. `sink` says what a service implements, `server` what it adds to its API.
"""
