package io.sluice.gateway.recording;

/** A sequence of the kinds that carry text up to a terminator, and may be of any length. */
final class ControlString {
  private static final int BEL = 0x07;

  /** The terminator as one character, in UTF-8. */
  private static final int LEAD = 0xc2;

  private static final int TERMINATOR = 0x9c;

  /** What it is for. */
  enum Kind {
    COMMAND,
    DEVICE,
    APPLICATION,
    OTHER
  }

  /** What the byte after this one belongs to. */
  enum Next {
    STRING,
    ESCAPE,
    TEXT
  }

  private enum Fate {
    /** It waits. */
    UNKNOWN,
    PASSES,
    /** The same, but for parameters that begin with a question mark. */
    PASSES_WATCHED,
    GOES
  }

  private final Held held;
  private Kind kind = Kind.OTHER;
  private Fate fate = Fate.PASSES;

  /** Whether a command has its number. */
  private boolean numbered;

  private int before;

  ControlString(Held held) {
    this.held = held;
  }

  /** Its introducer is held. */
  void begin(Kind of) {
    kind = of;
    numbered = false;
    fate = Fate.UNKNOWN;
    if (kind == Kind.OTHER) {
      settle(false, Fate.PASSES);
    }
  }

  Next take(int value) {
    return switch (fate) {
      case UNKNOWN -> unknown(value);
      case PASSES, PASSES_WATCHED -> passing(value);
      case GOES -> going(value);
    };
  }

  private Next unknown(int value) {
    if (value == Held.ESC || Held.isCancel(value) || (value == BEL && kind == Kind.COMMAND)) {
      return over(value);
    }
    if (value == TERMINATOR && held.bytes.last() == LEAD) {
      held.drop(); // Not every terminal takes this for the end: with neither view does it ask.
      return Next.TEXT;
    }
    held.bytes.add(value);
    boolean known = isKnownWith(value);
    if (known || held.isFull()) {
      settle(
          known ? asks() : asks() || kind != Kind.COMMAND,
          known ? Fate.PASSES : Fate.PASSES_WATCHED);
    }
    return Next.STRING;
  }

  private Next over(int value) {
    boolean asks = asks();
    if (asks) {
      held.drop();
    } else {
      held.release();
    }
    if (value == Held.ESC) {
      held.beginAfterString(!asks);
      return Next.ESCAPE;
    }
    if (!asks) {
      held.out.add(value);
    }
    return Next.TEXT;
  }

  /** As soon as it is known whether it asks, nothing of it waits any longer. */
  private void settle(boolean asks, Fate otherwise) {
    before = held.bytes.last();
    if (asks) {
      held.drop();
      fate = Fate.GOES;
    } else {
      held.release();
      fate = otherwise;
    }
  }

  private boolean isKnownWith(int value) {
    return switch (kind) {
      case COMMAND -> isCommandKnownWith(value);
      case DEVICE -> value >= '@' && value <= '~';
      case APPLICATION -> value == ';' || (value != 'G' && held.bytes.size() - held.start() == 3);
      case OTHER -> true;
    };
  }

  /** One with a number is known by its end, unless that number says enough. */
  private boolean isCommandKnownWith(int value) {
    if (numbered || (value >= '0' && value <= '9')) {
      return false;
    }
    numbered = true;
    return value != ';' || Sequences.isTextCommand(held.bytes, held.start());
  }

  private boolean asks() {
    return switch (kind) {
      case COMMAND -> Sequences.isAskedByCommand(held.bytes, held.start());
      case DEVICE -> Sequences.isAskedByDeviceString(held.bytes, held.start());
      case APPLICATION -> Sequences.isAskedByGraphics(held.bytes, held.start());
      case OTHER -> false;
    };
  }

  private Next passing(int value) {
    if (value == Held.ESC) {
      held.beginAfterString(true);
      return Next.ESCAPE;
    }
    boolean asking = fate == Fate.PASSES_WATCHED && value == '?' && before == ';';
    if (!asking) {
      held.out.add(value);
    }
    return after(value);
  }

  private Next going(int value) {
    if (value == Held.ESC) {
      held.beginAfterString(false);
      return Next.ESCAPE;
    }
    return after(value);
  }

  private Next after(int value) {
    boolean over =
        Held.isCancel(value)
            || (value == BEL && kind == Kind.COMMAND)
            || (value == TERMINATOR && before == LEAD);
    before = value;
    return over ? Next.TEXT : Next.STRING;
  }
}
