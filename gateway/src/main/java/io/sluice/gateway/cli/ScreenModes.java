package io.sluice.gateway.cli;

import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;

/** What a program did to the terminal that shows it, as far as one has to undo it for the next. */
final class ScreenModes {
  private static final String[] ALTERNATE = {"\u001b[?1049", "\u001b[?1047", "\u001b[?47"};
  private static final int LONGEST = 8;

  /**
   * Colours and the like, the cursor, keys as usual (kitty's too), no mouse, focus and paste marks.
   */
  private static final String USUAL =
      "\u001b[0m\u001b[?25h\u001b[?1l\u001b>\u001b[<99u"
          + "\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?1004l\u001b[?2004l";

  private String tail = "";
  private String open = "";

  void take(Payload bytes) {
    String text = tail + new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
    int last = -1;
    for (String mode : ALTERNATE) {
      int on = text.lastIndexOf(mode + "h");
      int off = text.lastIndexOf(mode + "l");
      if (Math.max(on, off) > last) {
        last = Math.max(on, off);
        open = on > off ? mode : "";
      }
    }
    tail = text.substring(Math.max(0, text.length() - LONGEST));
  }

  /** Brings the terminal back to what a shell expects. */
  byte[] undoing() {
    String leaving = open.isEmpty() ? "" : open + "l";
    return (leaving + USUAL).getBytes(StandardCharsets.US_ASCII);
  }
}
