"""How repository rules download: through a package client, with its own configured sources."""

_ATTEMPTS = 3

def fetch(ctx, what, command, environment = {}):
    """Runs a package client; fails after three attempts with what it said and the way out.

    Args:
      ctx: the repository context.
      what: what is fetched, for the error message.
      command: the client's command line.
      environment: variables to set beside those of the caller.

    Returns:
      What the client printed.
    """
    for _ in range(_ATTEMPTS):
        ctx.report_progress("Fetching " + what)
        result = ctx.execute(command, environment = environment, timeout = 900)
        if result.return_code == 0:
            return result.stdout
    fail("\n".join([
        "could not fetch %s after %d attempts." % (what, _ATTEMPTS),
        "The command was: " + " ".join([str(word) for word in command]),
        result.stdout + result.stderr,
        "Run the command by hand: when it works there (check the network, and the client's own " +
        "settings for its source, proxy and certificates), run bazel again.",
    ]))
