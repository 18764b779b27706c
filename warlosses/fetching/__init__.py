"""One file over HTTP: bounded in size and time, watched, and tried again where that helps."""
