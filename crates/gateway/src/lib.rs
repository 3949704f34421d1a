//! What does the gateway contain, and make it contain X.
