package io.sluice.gateway.it;

import java.util.List;
import java.util.Random;

/** The places where a soak cuts; each must have been hit at its end. */
enum CutKind {
  RIGHT_AFTER_THE_HEAD,
  AT_A_BYTE,
  AFTER_A_FRAME,
  BETWEEN_FRAME_AND_PING,
  BEFORE_THE_EXIT,
  BEFORE_THE_CLOSE,
  AFTER_A_CHUNK,
  BEFORE_THE_LAST_CHUNK;

  private static final int FRAMES = 4;
  private static final int MAX_BYTES = 96 * 1024;

  /** What a contract sends, which decides where it can be cut. */
  enum Wire {
    FRAMES,
    OFFSET_FRAMES,
    CHUNKS;

    private List<CutKind> kinds() {
      return switch (this) {
        case FRAMES, OFFSET_FRAMES ->
            List.of(
                RIGHT_AFTER_THE_HEAD,
                AT_A_BYTE,
                AFTER_A_FRAME,
                BETWEEN_FRAME_AND_PING,
                BEFORE_THE_EXIT,
                BEFORE_THE_CLOSE);
        case CHUNKS ->
            List.of(RIGHT_AFTER_THE_HEAD, AT_A_BYTE, AFTER_A_CHUNK, BEFORE_THE_LAST_CHUNK);
      };
    }

    CutKind any(Random random) {
      return kinds().get(random.nextInt(kinds().size()));
    }
  }

  /** A place of this kind. */
  Fate.Point point(Random random, Wire wire) {
    int count = 1 + random.nextInt(FRAMES);
    return switch (this) {
      case RIGHT_AFTER_THE_HEAD -> new Fate.Point.AfterHandshake();
      case AT_A_BYTE -> new Fate.Point.AfterBytes(1L + random.nextInt(MAX_BYTES));
      case AFTER_A_FRAME -> new Fate.Point.AfterFrame(FrameKind.BINARY, count);
      case BETWEEN_FRAME_AND_PING -> new Fate.Point.BeforeFrame(FrameKind.PING, 1 + count);
      case BEFORE_THE_EXIT ->
          new Fate.Point.BeforeFrame(FrameKind.TEXT, wire == Wire.OFFSET_FRAMES ? count : 1);
      case BEFORE_THE_CLOSE -> new Fate.Point.BeforeFrame(FrameKind.CLOSE, 1);
      case AFTER_A_CHUNK -> new Fate.Point.AfterChunk(count);
      case BEFORE_THE_LAST_CHUNK -> new Fate.Point.BeforeLastChunk();
    };
  }
}
