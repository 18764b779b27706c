"""What tests share: small sources, hosts, and releases made of them."""
