package io.sluice.gateway.recording;

import io.sluice.gateway.recording.ControlString.Kind;
import io.sluice.protocol.model.Payload;

/**
 * Output for a terminal that somebody else watches than the program ran in: what a terminal would
 * answer, into the input of whoever sits there, is dropped, each sequence as a whole and wherever
 * it is cut. All else passes byte for byte, but: a sequence that a dropped one breaks off goes with
 * it, one that is unfinished at the end is dropped, and a control sequence of more than 8 KiB is
 * none. For terminals that take UTF-8, where a control character of 8 bits comes as two bytes.
 */
public final class TerminalQueries {
  private static final int ENQ = 0x05;
  private static final int ESC = Held.ESC;

  /** The first byte of U+0080 to U+00BF. */
  private static final int LEAD = 0xc2;

  /** What the next byte belongs to. */
  private enum Place {
    TEXT,
    LEAD,
    ESCAPE,
    INTERMEDIATE,
    CONTROL,
    STRING,
    /** A control sequence that is too long. */
    OVERLONG
  }

  private final Held held = new Held();
  private final ControlString string = new ControlString(held);
  private Place place = Place.TEXT;

  /** What passes of the next bytes, with what waited for them. */
  public Payload pass(Payload bytes) {
    byte[] all = bytes.toByteArray();
    int plain = place == Place.TEXT ? endOfPlain(all, 0) : 0;
    if (plain == all.length) {
      return bytes;
    }
    held.out = new Bytes(held.bytes.size() + all.length + 2);
    int at = 0;
    while (at < all.length) {
      if (place == Place.TEXT) {
        plain = endOfPlain(all, at);
        held.out.add(all, at, plain);
        at = plain;
      }
      if (at < all.length) {
        take(all[at] & 0xff);
        at++;
      }
    }
    return passed();
  }

  /** Nothing follows, or something is missing here: what is left of what was held. */
  public Payload end() {
    held.out = new Bytes(2);
    if (place == Place.LEAD) {
      held.release();
    }
    held.forget();
    place = Place.TEXT;
    return passed();
  }

  private Payload passed() {
    return held.out.size() == 0 ? Payload.EMPTY : Payload.owning(held.out.copy());
  }

  private static int endOfPlain(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != ESC && bytes[at] != ENQ && bytes[at] != (byte) LEAD) {
      at++;
    }
    return at;
  }

  private void take(int value) {
    place =
        switch (place) {
          case TEXT -> text(value);
          case LEAD -> lead(value);
          case ESCAPE -> value == ENQ ? Place.ESCAPE : escape(value);
          case INTERMEDIATE -> value == ENQ ? Place.INTERMEDIATE : intermediate(value);
          case CONTROL -> value == ENQ ? Place.CONTROL : control(value);
          case OVERLONG -> overlong(value);
          case STRING ->
              switch (string.take(value)) {
                case STRING -> Place.STRING;
                case ESCAPE -> Place.ESCAPE;
                case TEXT -> Place.TEXT;
              };
        };
  }

  private Place text(int value) {
    return switch (value) {
      case ESC -> begin();
      case LEAD -> {
        held.bytes.add(value);
        yield Place.LEAD;
      }
      case ENQ -> Place.TEXT;
      default -> {
        held.out.add(value);
        yield Place.TEXT;
      }
    };
  }

  private Place begin() {
    held.begin();
    return Place.ESCAPE;
  }

  private Place release() {
    held.release();
    return Place.TEXT;
  }

  private Place releaseBefore(int value) {
    held.release();
    return text(value);
  }

  private Place lead(int value) {
    boolean follows = value >= 0x80 && value <= 0xbf;
    if (!follows) {
      return releaseBefore(value);
    }
    held.bytes.add(value);
    return introduced(value - 0x40);
  }

  private Place escape(int value) {
    if (value == ESC) {
      return begin();
    }
    if (value >= 0x80) {
      return releaseBefore(value);
    }
    if (value == '\\' && held.isEndless()) {
      held.drop();
      return Place.TEXT;
    }
    held.bytes.add(value);
    return introduced(value);
  }

  /** The byte after an escape, or the control character of 8 bits that stands for both. */
  private Place introduced(int value) {
    return switch (value) {
      case '[' -> Place.CONTROL;
      case ']' -> string(Kind.COMMAND);
      case 'P' -> string(Kind.DEVICE);
      case '_' -> string(Kind.APPLICATION);
      case 'X', '^' -> string(Kind.OTHER);
      case 'Z' -> { // DECID
        held.dropControl();
        yield Place.TEXT;
      }
      default -> {
        if (value >= ' ' && value <= '/') {
          yield Place.INTERMEDIATE;
        }
        yield value >= ' ' || Held.isCancel(value) ? release() : bounded(Place.ESCAPE);
      }
    };
  }

  private Place string(Kind kind) {
    string.begin(kind);
    return Place.STRING;
  }

  private Place intermediate(int value) {
    if (value == ESC) {
      return begin();
    }
    if (value >= 0x80) {
      return releaseBefore(value);
    }
    held.bytes.add(value);
    return value >= '0' || Held.isCancel(value) ? release() : bounded(Place.INTERMEDIATE);
  }

  private Place control(int value) {
    if (value == ESC) {
      return begin();
    }
    held.bytes.add(value);
    if (Held.isCancel(value)) {
      return release();
    }
    if (!isFinal(value)) {
      return bounded(Place.CONTROL);
    }
    if (!Sequences.isAskedByControl(held.bytes, held.start())) {
      return release();
    }
    held.dropControl();
    return Place.TEXT;
  }

  private Place bounded(Place present) {
    if (!held.isFull()) {
      return present;
    }
    held.dropControl();
    return Place.OVERLONG;
  }

  private Place overlong(int value) {
    if (value == ESC) {
      return begin();
    }
    return isFinal(value) || Held.isCancel(value) ? Place.TEXT : Place.OVERLONG;
  }

  private static boolean isFinal(int value) {
    return value >= '@' && value <= '~';
  }
}
