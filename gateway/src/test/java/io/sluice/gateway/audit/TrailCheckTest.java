package io.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.MemoryTrail;
import io.sluice.gateway.testing.NotedAccesses;
import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AccessTrail.Note;
import io.sluice.persistence.audit.AuditKey;
import io.sluice.persistence.audit.Finding;
import io.sluice.persistence.audit.TrailCheck;
import io.sluice.persistence.audit.TrailExport;
import io.sluice.persistence.audit.Verdict;
import io.sluice.protocol.access.AccessEvent;
import io.sluice.protocol.access.AccessEvent.Act;
import io.sluice.protocol.access.AccessEvent.Acted;
import io.sluice.protocol.access.AccessEvent.Closed;
import io.sluice.protocol.access.AccessEvent.Outcome;
import io.sluice.protocol.access.AccessEvent.Typed;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.SignedTrail;
import io.sluice.protocol.proof.TrailAnchor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("T3")
@Tag("T4")
class TrailCheckTest {
  private static final ExecutionId ID = new ExecutionId("e1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<AccessEvent> EVENTS =
      List.of(
          NotedAccesses.OPENED,
          new Typed(1, Payload.utf8("ls\n")),
          new Acted(NotedAccesses.OPENED.by(), Act.SIGNAL, "TERM"),
          new Closed(1, Outcome.SERVED, Offset.ZERO, new Offset(9), 3),
          new Acted(NotedAccesses.OPENED.by(), Act.READ_TRAIL, null));

  /** Line 1 the head, lines 2 to 6 the entries 1 to 5, of which 4 are signed, line 7 the count. */
  private static List<String> exported() {
    MemoryTrail trail = new MemoryTrail();
    List<Note> notes = EVENTS.stream().map(event -> new Note(ID, NOW, event)).toList();
    trail.append(notes.subList(0, 4));
    ChainHead head = trail.extent(ID).orElseThrow().head();
    TrailAnchor anchor = new TrailAnchor(ID, head, NOW);
    SignedTrail signed = new SignedTrail(anchor, TestKeys.SIGNER.seal(anchor.statement()));
    trail.append(notes.subList(4, 5));
    TrailExport export = new TrailExport();
    List<byte[]> lines = new ArrayList<>();
    lines.add(export.first(ID, signed, TestKeys.SIGNER.all(), NOW));
    trail.rows(ID, 1).forEach(row -> lines.add(export.entry(row)));
    lines.add(export.last());
    return lines.stream()
        .map(line -> new String(line, StandardCharsets.UTF_8).stripTrailing())
        .toList();
  }

  private static Verdict check(List<String> lines, List<AuditKey> keys) {
    TrailCheck check = new TrailCheck(keys);
    lines.forEach(check::line);
    return check.verdict();
  }

  @Test
  void whatWasWrittenIsGoodAndSaysHowFarItIsSigned() {
    Verdict verdict = check(exported(), TestKeys.SIGNER.all());

    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.proven()).isEqualTo(4);
    assertThat(verdict.unproven()).isEqualTo(1);
  }

  @Test
  void keysOfSomebodyElseCountForNothing() {
    assertThat(check(exported(), List.of()).findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.BAD_SIGNATURE);
  }

  private static Arguments spoilt(
      String how, UnaryOperator<List<String>> change, long line, Finding.Kind kind) {
    return Arguments.of(how, change, line, kind);
  }

  private static UnaryOperator<List<String>> replacing(int line, String what, String with) {
    return lines -> {
      List<String> changed = new ArrayList<>(lines);
      String before = changed.get(line - 1);
      assertThat(before).contains(what);
      changed.set(line - 1, before.replace(what, with));
      return changed;
    };
  }

  private static UnaryOperator<List<String>> without(int line) {
    return lines -> {
      List<String> fewer = new ArrayList<>(lines);
      fewer.remove(line - 1);
      return fewer;
    };
  }

  private static UnaryOperator<List<String>> swapping(int one, int other) {
    return lines -> {
      List<String> swapped = new ArrayList<>(lines);
      swapped.set(one - 1, lines.get(other - 1));
      swapped.set(other - 1, lines.get(one - 1));
      return swapped;
    };
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        spoilt("who came", replacing(2, "\"k\"", "\"j\""), 2, Finding.Kind.CHANGED),
        spoilt("from where", replacing(2, "127.0.0.1", "10.0.0.1"), 2, Finding.Kind.CHANGED),
        spoilt("what was typed", replacing(3, "bHMK", "bHMA"), 3, Finding.Kind.CHANGED),
        spoilt("which signal", replacing(4, "TERM", "KILL"), 4, Finding.Kind.CHANGED),
        spoilt("how far was read", replacing(5, "\"to\":9", "\"to\":8"), 5, Finding.Kind.CHANGED),
        spoilt("a blank", replacing(5, "\"to\":9", "\"to\": 9"), 5, Finding.Kind.CHANGED),
        spoilt(
            "after the signature", replacing(6, "read_trail", "export"), 6, Finding.Kind.CHANGED),
        spoilt("no first entry", without(2), 2, Finding.Kind.MISSING),
        spoilt("no entry between", without(4), 4, Finding.Kind.MISSING),
        spoilt("no signed entry at the end", without(5), 5, Finding.Kind.MISSING),
        spoilt("no last entry", without(6), 6, Finding.Kind.MISSING),
        spoilt("another order", swapping(3, 4), 3, Finding.Kind.MISSING),
        spoilt(
            "another execution", replacing(1, "\"e1\"", "\"e2\""), 1, Finding.Kind.BAD_SIGNATURE),
        spoilt("a longer signature", replacing(1, ":4,", ":5,"), 1, Finding.Kind.BAD_SIGNATURE),
        spoilt("another format", replacing(1, "access.1", "access.9"), 1, Finding.Kind.MALFORMED),
        spoilt("no end", without(7), 6, Finding.Kind.CUT_OFF),
        spoilt("no entry at all", lines -> lines.subList(0, 1), 1, Finding.Kind.CUT_OFF),
        spoilt("no JSON", replacing(4, "{", ""), 4, Finding.Kind.MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void whateverIsChangedIsFoundWhereItIs(
      String how, UnaryOperator<List<String>> change, long line, Finding.Kind kind) {
    assertThat(check(change.apply(exported()), TestKeys.SIGNER.all()).findings())
        .as(how)
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.line()).isEqualTo(line);
            });
  }

  @Test
  void entriesThatWereForgedWithTheirHeadsAreNotWhatWasSigned() {
    MemoryTrail forged = new MemoryTrail();
    forged.append(
        EVENTS.stream()
            .map(
                event ->
                    event instanceof Acted acted && acted.act() == Act.SIGNAL
                        ? new Acted(acted.by(), Act.SIGNAL, "USR1")
                        : event)
            .map(event -> new Note(ID, NOW, event))
            .toList());
    TrailExport export = new TrailExport();
    List<String> lines = new ArrayList<>(exported());
    Map<Long, String> rows = new java.util.HashMap<>();
    forged
        .rows(ID, 1)
        .forEach(
            row ->
                rows.put(
                    row.number(),
                    new String(export.entry(row), StandardCharsets.UTF_8).stripTrailing()));
    rows.forEach((number, line) -> lines.set(number.intValue(), line));

    assertThat(check(lines, TestKeys.SIGNER.all()).findings())
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Finding.Kind.FORGED);
              assertThat(finding.line()).isEqualTo(5);
            });
  }

  @Test
  void timesThatGoBackAreFound() {
    MemoryTrail trail = new MemoryTrail();
    trail.append(
        List.of(
            new Note(ID, NOW, NotedAccesses.OPENED),
            new Note(ID, NOW.minusSeconds(1), EVENTS.get(3))));
    TrailExport export = new TrailExport();
    List<byte[]> lines = new ArrayList<>();
    lines.add(export.first(ID, null, TestKeys.SIGNER.all(), NOW));
    trail.rows(ID, 1).forEach(row -> lines.add(export.entry(row)));
    lines.add(export.last());

    Verdict verdict =
        check(
            lines.stream().map(line -> new String(line, StandardCharsets.UTF_8).strip()).toList(),
            TestKeys.SIGNER.all());

    assertThat(verdict.findings()).extracting(Finding::kind).contains(Finding.Kind.REORDERED);
  }
}
