package io.sluice.protocol.access;

import org.jspecify.annotations.Nullable;

/**
 * Who comes, as far as a gateway can know.
 *
 * @param key the id of the API key
 * @param address of the peer, with its port; a proxy's where there is one
 * @param forwardedFor what the request itself says of where it came from, which may be a lie; null:
 *     nothing
 */
public record Visitor(String key, String address, @Nullable String forwardedFor) {
  private static final int MAX_FORWARDED = 256;

  /** Cuts what is said to a bound. */
  public Visitor {
    if (forwardedFor != null && forwardedFor.length() > MAX_FORWARDED) {
      forwardedFor = forwardedFor.substring(0, MAX_FORWARDED);
    }
  }
}
