"""What the content loss holds on to: gradients of several layers (`gradients`), changes that layers forgive (`changes`)."""
