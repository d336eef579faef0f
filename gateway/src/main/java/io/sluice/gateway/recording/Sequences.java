package io.sluice.gateway.recording;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Which control sequences a terminal answers: those of xterm, of the VT series, and of kitty, VTE
 * and iTerm2 where they have more. Each is held from its introducer, two bytes, on.
 */
final class Sequences {
  private static final int INTRODUCER = 2;

  /** What begins with a question mark is text in these. */
  private static final Set<Integer> TEXTS = Set.of(0, 1, 2, 7, 8, 9, 66, 133, 633, 777);

  /** Notifications of kitty. */
  private static final int NOTIFICATION = 99;

  /** Colours of kitty, as {@code name=?}. */
  private static final int COLOURS = 21;

  /** What iTerm2 added. */
  private static final int ITERM = 1337;

  /** What xterm may do, and what not; clipboard and files of kitty: each is answered. */
  private static final Set<Integer> DIALOGUES = Set.of(60, 61, 5113, 5522);

  /** Reports on the window. */
  private static final Set<Integer> WINDOW = Set.of(11, 13, 14, 15, 16, 18, 19, 20, 21);

  /** Modes that report how things stand when they are set: focus, size. */
  private static final Set<Integer> TELLING_MODES = Set.of(1004, 2048);

  private Sequences() {}

  /** Of a control sequence (CSI), whole. */
  static boolean isAskedByControl(Bytes held, int start) {
    int prefix = 0;
    int middle = 0;
    int end = held.size() - 1;
    for (int at = start + INTRODUCER; at < end; at++) {
      int value = held.at(at);
      if (value >= '<' && value <= '?' && prefix == 0) {
        prefix = value;
      } else if (value >= ' ' && value <= '/') {
        middle = value;
      }
    }
    return switch (held.at(end)) {
      case 'c' -> middle == 0 && prefix != '?'; // DA1, DA2, DA3
      case 'n' -> middle == 0 && (prefix == 0 || prefix == '?'); // DSR, CPR
      case 'x' -> middle == 0 && prefix == 0; // DECREQTPARM
      case 'p', 'w' -> middle == '$'; // DECRQM, DECRQPSR
      case 'q' -> prefix == '>'; // XTVERSION, cursors of kitty
      case 'u' -> prefix == '?' || middle == '$' || middle == '&'; // keyboard, DECRQTSR, DECRQUPSS
      case 'm', 'g', 'S' -> middle == 0 && prefix == '?'; // XTQMODKEYS, XTQFMTKEYS, XTSMGRAPHICS
      case 't' -> middle == 0 && prefix == 0 && hasParameter(held, start, true, WINDOW);
      case 'y' -> middle == '*'; // DECRQCRA
      case 'v' -> middle == '"'; // DECRQDE
      case '|' -> middle == '\'' || middle == '#'; // DECRQLP, XTREPORTSGR
      case 'R' -> middle == '#'; // XTREPORTCOLORS
      case 'h' -> prefix == '?' && hasParameter(held, start, false, TELLING_MODES);
      default -> false;
    };
  }

  private static boolean hasParameter(
      Bytes held, int start, boolean firstOnly, Set<Integer> wanted) {
    int number = 0;
    for (int at = start + INTRODUCER; at < held.size(); at++) {
      int value = held.at(at);
      if (value >= '0' && value <= '9') {
        number = Math.min(10 * number + value - '0', 1_000_000);
      } else if (value < '<' || value > '?') {
        if (wanted.contains(number)) {
          return true;
        }
        number = 0;
        if (firstOnly) {
          return false;
        }
      }
    }
    return false;
  }

  /** Of a command to the operating system (OSC), without what ends it. */
  static boolean isAskedByCommand(Bytes held, int start) {
    String text = text(held, start);
    String[] parts = text.split(";", -1);
    int number = number(parts[0]);
    if (DIALOGUES.contains(number)) {
      return true;
    }
    boolean asks = false;
    for (int at = 1; at < parts.length; at++) {
      asks |=
          switch (number) {
            case NOTIFICATION -> at == 1 && Set.of(parts[at].split(":", -1)).contains("p=?");
            case ITERM -> at == 1 && parts[at].matches("(?s)(Report|Request|Capabilities).*");
            case COLOURS -> parts[at].startsWith("?") || parts[at].endsWith("=?");
            default -> !TEXTS.contains(number) && parts[at].startsWith("?");
          };
    }
    return asks;
  }

  /** Whether a command of the number carries text, which asks for nothing. */
  static boolean isTextCommand(Bytes held, int start) {
    String head = text(held, start);
    return TEXTS.contains(number(head.substring(0, head.length() - 1)));
  }

  /** Of the head of a device control string (DCS), up to the letter that says what it is. */
  static boolean isAskedByDeviceString(Bytes held, int start) {
    int letter = held.last();
    int before = held.at(held.size() - 2);
    boolean alone = held.size() - start == INTRODUCER + 1;
    return switch (before) {
      case '+' -> letter == 'q' || letter == 'Q'; // XTGETTCAP, XTGETXRES
      case '$' -> letter == 'q'; // DECRQSS
      default -> letter == 't' && alone; // tmux hands it on: nobody knows what is in it
    };
  }

  /** Of a graphics command of kitty (APC G), up to its payload: unless it asks for silence. */
  static boolean isAskedByGraphics(Bytes held, int start) {
    String text = text(held, start);
    boolean query = false;
    boolean named = false;
    boolean silent = false;
    for (String pair : text.substring(Math.min(1, text.length())).split("[,;]", -1)) {
      query |= pair.equals("a=q");
      named |= pair.startsWith("i=") || pair.startsWith("I=");
      silent |= pair.equals("q=2");
    }
    return text.startsWith("G") && (query || named) && !silent;
  }

  private static int number(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
  }

  private static String text(Bytes held, int start) {
    String all = new String(held.copy(), StandardCharsets.ISO_8859_1);
    return all.substring(start + INTRODUCER);
  }
}
