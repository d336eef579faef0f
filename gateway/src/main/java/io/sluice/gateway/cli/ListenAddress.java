package io.sluice.gateway.cli;

/**
 * Where a gateway listens.
 *
 * @param host a name or address, an IPv6 address without brackets
 * @param port 0: any free one
 */
public record ListenAddress(String host, int port) {
  /**
   * @throws IllegalArgumentException for an empty host or a port outside 0 to 65535
   */
  public ListenAddress {
    if (host.isEmpty() || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("an address is HOST:PORT with a port of 0 to 65535");
    }
  }

  /**
   * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("an address is HOST:PORT: " + text);
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new ListenAddress(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(text.substring(colon + 1)));
  }
}
