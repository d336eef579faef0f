package io.sluice.protocol.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Utf8GateTest {
  private static final int SEEDS = 2_000;

  /** Of €, e2 82 ac. */
  private static final String HELD = "e2";

  @Test
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Utf8Gate.class);

    List<String> actual = new ArrayList<>();
    bytes().forEach((name, hex) -> actual.add(row(name, gate -> gate.pass(chunk(hex, gate)))));
    actual.add(row("channel's end", gate -> gate.flush(Channel.STDOUT)));
    actual.add(row("time over", gate -> gate.holdOver(Channel.STDOUT, 0)));
    actual.add(row("other's time", gate -> gate.holdOver(Channel.STDOUT, 7)));

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static Map<String, String> bytes() {
    Map<String, String> bytes = new LinkedHashMap<>();
    bytes.put("text", "61");
    bytes.put("first", "e2");
    bytes.put("text+first", "61e2");
    bytes.put("more", "82");
    bytes.put("rest", "82ac");
    bytes.put("never a letter", "ff");
    return bytes;
  }

  private interface Change {
    Utf8Gate.Passed on(Utf8Gate gate);
  }

  private static String row(String name, Change change) {
    Utf8Gate holding = Utf8Gate.EMPTY.pass(chunk(HELD, Utf8Gate.EMPTY)).gate();
    return JavadocTable.row(
        name,
        List.of(
            cell(name, false, change.on(Utf8Gate.EMPTY)), cell(name, true, change.on(holding))));
  }

  private static String cell(String name, boolean wasHolding, Utf8Gate.Passed passed) {
    Map<String, String> names =
        Map.of(
            "",
            "none",
            "61",
            "text",
            "e2",
            wasHolding ? "held" : "first",
            "82",
            "more",
            "82ac",
            "rest",
            "ff",
            "the byte",
            "e282",
            "held+more");
    String all = hex(passed.frames().stream().map(Chunk::payload).toList());
    Chunk held = passed.gate().stdout();
    String rest = held == null ? "" : hex(List.of(held.payload()));
    String sent =
        wasHolding && all.startsWith(HELD) && all.length() > 2
            ? "held+" + names.get(all.substring(2))
            : names.get(all);
    boolean heldAnew = wasHolding && !all.isEmpty() && rest.equals(HELD);
    String kept = rest.isEmpty() ? "nothing" : heldAnew ? "first" : names.get(rest);
    assertThat(sent).as(name).isNotNull();
    return sent + ", " + kept + " held";
  }

  private static String hex(List<Payload> payloads) {
    StringBuilder hex = new StringBuilder();
    payloads.forEach(payload -> hex.append(HexFormat.of().formatHex(payload.toByteArray())));
    return hex.toString();
  }

  private static Chunk chunk(String hex, Utf8Gate after) {
    Chunk held = after.stdout();
    int at = held == null ? 0 : held.size();
    Payload payload = Payload.owning(HexFormat.of().parseHex(hex));
    return new Chunk(Channel.STDOUT, new Offset(at), at, 0, payload);
  }

  @Test
  @Tag("O25")
  void whateverTheSplitsTheBytesAreTheSameAndNoCharacterIsInTwoFrames() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Payload all = SampleLog.text(random, random.nextInt(200));
      List<Payload> frames = new ArrayList<>();

      Utf8Gate gate = Utf8Gate.EMPTY;
      int at = 0;
      while (at < all.size()) {
        int to = Math.min(all.size(), at + 1 + random.nextInt(7));
        Chunk next = new Chunk(Channel.STDOUT, new Offset(at), at, 0, all.slice(at, to));
        Utf8Gate.Passed passed = gate.pass(next);
        passed.frames().forEach(frame -> frames.add(frame.payload()));
        gate = passed.gate();
        at = to;
        assertThat(heldBytes(gate)).as("seed %d", seed).isLessThanOrEqualTo(3);
        assertThat(gate.passedOf(Cursor.at(new Offset(at)).after(next)).offset().bytes())
            .as("seed %d", seed)
            .isEqualTo(at - heldBytes(gate));
      }
      gate.flush(Channel.STDOUT).frames().forEach(frame -> frames.add(frame.payload()));

      assertThat(joined(frames)).as("seed %d", seed).isEqualTo(all);
      assertThat(texts(frames)).as("seed %d", seed).isEqualTo(text(all));
    }
  }

  @Test
  void whatCannotBecomeACharacterIsNotHeld() {
    for (String hex :
        List.of("80", "bf80", "c0", "c1", "f5", "ff", "e080", "eda0", "f08f", "f490")) {
      Utf8Gate.Passed passed = Utf8Gate.EMPTY.pass(chunk(hex, Utf8Gate.EMPTY));

      assertThat(passed.gate()).as(hex).isEqualTo(Utf8Gate.EMPTY);
      assertThat(hex(passed.frames().stream().map(Chunk::payload).toList())).isEqualTo(hex);
    }
  }

  @Test
  void eachBeginningOfACharacterIsHeldUntilTheRestCame() {
    for (String letter : List.of("é", "€", "😀", "\ud7ff", "\ue000", "\udbff\udfff")) {
      Payload bytes = Payload.utf8(letter);
      Utf8Gate gate = Utf8Gate.EMPTY;
      List<Chunk> frames = new ArrayList<>();

      for (int at = 0; at < bytes.size(); at++) {
        assertThat(frames).isEmpty();
        Chunk one = new Chunk(Channel.STDERR, new Offset(at), at, 0, bytes.slice(at, at + 1));
        Utf8Gate.Passed passed = gate.pass(one);
        gate = passed.gate();
        frames.addAll(passed.frames());
      }

      assertThat(frames).singleElement().extracting(Chunk::payload).isEqualTo(bytes);
    }
  }

  @Test
  void aLongChunkBecomesFramesOfWholeCharacters() {
    Payload all = Payload.utf8("a" + "€".repeat(43_690));
    Chunk chunk = new Chunk(Channel.STDOUT, new Offset(5), 5, 0, all);

    List<Chunk> frames = Utf8Gate.EMPTY.pass(chunk).frames();

    assertThat(frames).hasSize(3);
    assertThat(frames).allMatch(frame -> frame.size() <= Utf8Gate.MAX_FRAME_BYTES);
    assertThat(frames.getFirst().end()).isEqualTo(frames.get(1).offset());
    assertThat(frames.getLast().channelEnd()).isEqualTo(5 + all.size());
    assertThat(texts(frames.stream().map(Chunk::payload).toList())).isEqualTo(text(all));
  }

  @Test
  void theOtherChannelPassesWhileOneHolds() {
    Utf8Gate holding = Utf8Gate.EMPTY.pass(chunk(HELD, Utf8Gate.EMPTY)).gate();
    Chunk other = new Chunk(Channel.STDERR, new Offset(1), 0, 0, Payload.utf8("x"));

    Utf8Gate.Passed passed = holding.pass(other);

    assertThat(passed.frames()).containsExactly(other);
    assertThat(passed.gate()).isEqualTo(holding);
    assertThat(passed.gate().passedOf(new Cursor(new Offset(2), 1, 1)))
        .isEqualTo(new Cursor(Offset.ZERO, 0, 1));
  }

  private static int heldBytes(Utf8Gate gate) {
    return size(gate.stdout()) + size(gate.stderr());
  }

  private static int size(@Nullable Chunk held) {
    return held == null ? 0 : held.size();
  }

  private static Payload joined(List<Payload> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(frame.toByteArray()));
    return Payload.owning(all.toByteArray());
  }

  /** Frames decoded one by one: a character in two of them would become two marks of error. */
  private static String texts(List<Payload> frames) {
    StringBuilder text = new StringBuilder();
    frames.forEach(frame -> text.append(text(frame)));
    return text.toString();
  }

  /** Each byte that is no part of a character becomes one mark of error, wherever it is cut. */
  private static String text(Payload payload) {
    StringBuilder text = new StringBuilder();
    ByteBuffer in = payload.asByteBuffer();
    CharBuffer out = CharBuffer.allocate(payload.size() + 1);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    while (result.isError()) {
      in.get();
      out.put('\ufffd');
      result = decoder.reset().decode(in, out, true);
    }
    return text.append(out.flip()).toString();
  }
}
