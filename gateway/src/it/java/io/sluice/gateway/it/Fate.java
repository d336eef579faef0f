package io.sluice.gateway.it;

/** What becomes of one connection on its way through a {@link CuttingProxy}. */
sealed interface Fate {
  /** It is left alone. */
  record Pass() implements Fate {}

  /** It passes up to a point, and then that happens. */
  record Cut(Point at, How how) implements Fate {}

  /** A place in what the server sends. */
  sealed interface Point {
    /** After the last byte of the head: of the 101, or of the answer whose body is in chunks. */
    record AfterHandshake() implements Point {}

    /**
     * After so many bytes that follow the head.
     *
     * @param bytes at least 1
     */
    record AfterBytes(long bytes) implements Point {}

    /**
     * After the last byte of a frame.
     *
     * @param count which of its kind, 1 the first
     */
    record AfterFrame(FrameKind kind, int count) implements Point {}

    /**
     * Before the first byte of a frame.
     *
     * @param count which of its kind, 1 the first
     */
    record BeforeFrame(FrameKind kind, int count) implements Point {}

    /**
     * After the last byte of a chunk of an HTTP body.
     *
     * @param count which one, 1 the first
     */
    record AfterChunk(int count) implements Point {}

    /** Before the first byte of the chunk that ends an HTTP body. */
    record BeforeLastChunk() implements Point {}
  }

  /** How a connection breaks. */
  enum How {
    /** Both peers are reset. */
    RESET,
    /** Both peers see an orderly end, as of a proxy that is stopped. */
    FINISH,
    /** Nothing passes any more, in neither direction, and nobody is told. */
    STALL,
    /** The client is reset, the server is told nothing. */
    HALF_RESET
  }
}
