package io.sluice.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CastTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of each form of UTF-8, whole, cut and wrong; noise seldom has them. */
  private static final byte[][] PIECES = {
    {'a'},
    {'\n'},
    {'"'},
    {'\\'},
    {0},
    {0x1b},
    {0x7f},
    {(byte) 0xc3, (byte) 0xa9},
    {(byte) 0xc2, (byte) 0x85},
    {(byte) 0xe2, (byte) 0x80, (byte) 0xa8},
    {(byte) 0xe2, (byte) 0x82, (byte) 0xac},
    {(byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80},
    {(byte) 0xe2, (byte) 0x82},
    {(byte) 0xf0, (byte) 0x9f},
    {(byte) 0xc3},
    {(byte) 0x80},
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
    {(byte) 0xff},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xf5, (byte) 0x80},
    {(byte) 0xf0, (byte) 0x80, (byte) 0x80, (byte) 0x80}
  };

  @Test
  @Tag("O25")
  void whateverTheBytesAndTheCutsTheTextIsWhatADecoderMakesOfTheWhole() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = bytes(random, round % 2 == 0);
      String whole = decoded(bytes);

      assertThat(text(bytes, random, true)).isEqualTo(whole);
      assertThat(text(bytes, random, false)).isEqualTo(whole.replace("\n", "\r\n"));
    }
  }

  /** Java takes a surrogate for one wrong character, the rule of all others makes three of it. */
  private static String decoded(byte[] bytes) {
    byte[] all = bytes.clone();
    for (int at = 0; at + 1 < all.length; at++) {
      if (all[at] == (byte) 0xed && (all[at + 1] & 0xe0) == 0xa0) {
        Arrays.fill(all, at, at + 2, (byte) 0xff);
      }
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Random random, boolean pieces) {
    Bytes bytes = new Bytes(64);
    for (int count = random.nextInt(40); count > 0; count--) {
      if (pieces) {
        bytes.add(PIECES[random.nextInt(PIECES.length)]);
      } else {
        bytes.add(random.nextInt(256));
      }
    }
    return bytes.copy();
  }

  /** What a strict reader makes of it; it has no line of its own within. */
  private static String text(byte[] bytes, Random random, boolean terminal) throws Exception {
    Bytes written = new Bytes(16);
    written.add('"');
    CastText text = new CastText(terminal);
    int at = 0;
    while (at < bytes.length) {
      int next = Math.min(bytes.length, at + 1 + random.nextInt(6));
      text.append(Arrays.copyOfRange(bytes, at, next), written);
      at = next;
    }
    text.end(written);
    written.add('"');
    String json = new String(written.copy(), StandardCharsets.UTF_8);
    assertThat(json.lines()).hasSize(1);
    assertThat(json).doesNotContain("\u0085", "\u2028", "\u2029");
    return JSON.readValue(json, String.class);
  }
}
