package io.sluice.gateway.socket;

/**
 * What a peer may send.
 *
 * @param maxTextBytes of a text message, which is always assembled; more: close 1009
 * @param binary how binary messages arrive
 */
public record SocketLimits(int maxTextBytes, BinaryMessages binary) {
  /** How binary messages arrive. */
  public sealed interface BinaryMessages {
    /** In parts as the network brings them, of any total size, each at most 64 KiB. */
    record Streamed() implements BinaryMessages {}

    /** Whole; bigger ones close with 1009. */
    record Assembled(int maxBytes) implements BinaryMessages {}
  }
}
