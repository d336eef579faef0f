package io.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.Finding;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.persistence.audit.PurgedCheck;
import io.sluice.persistence.audit.PurgedExport;
import io.sluice.persistence.audit.Verdict;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.query.PurgedLog;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.SignedAnchor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a log that is gone, and what somebody made of it. */
@Tag("T4")
@Tag("O30")
class PurgedCheckTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final Offset END = new Offset(30);
  private static final ChainHead OUTPUT = new ChainHead(2, Digest.of(Payload.utf8("output")));
  private static final ChainHead LIFE = new ChainHead(5, Digest.of(Payload.utf8("life")));

  private static List<String> export(String of, TrimPoint trimmed) {
    Anchor anchor = new Anchor(new ExecutionId("gone"), new Chain(OUTPUT, LIFE), END, trimmed, AT);
    SignedAnchor signed = TestKeys.SIGNER.sign(anchor).toCompletableFuture().join();
    Payload stored = EventCodec.encode(new Event.Anchored(signed)).bytes();
    PurgedLog log = new PurgedLog(new ExecutionId(of), new TenantId("acme"), AT, stored);
    return PurgedExport.lines(log, TestKeys.SIGNER.all(), AT).stream()
        .map(line -> new String(line, StandardCharsets.UTF_8).strip())
        .toList();
  }

  private static List<String> whole() {
    return export("gone", new TrimPoint(END, OUTPUT));
  }

  private static Verdict check(List<String> lines) {
    PurgedCheck check = new PurgedCheck(null);
    lines.forEach(check::line);
    return check.verdict();
  }

  @Test
  void whatIsLeftSaysHowMuchThereWas() {
    Verdict verdict = check(whole());

    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.proven()).isEqualTo(OUTPUT.length() + LIFE.length());
    assertThat(verdict.provenTo()).isEqualTo(END);
    assertThat(verdict.trimmedTo()).isEqualTo(END);
  }

  static Stream<Arguments> mutations() {
    UnaryOperator<List<String>> withoutAnchor = lines -> List.of(lines.get(0), lines.get(2));
    UnaryOperator<List<String>> twice =
        lines -> List.of(lines.get(0), lines.get(1), lines.get(1), lines.get(2));
    return Stream.of(
        arguments(
            "another end", changed("\\\"offset\\\":30", "\\\"offset\\\":31"), Kind.BAD_SIGNATURE),
        arguments(
            "another length", changed("\\\"length\\\":5", "\\\"length\\\":4"), Kind.BAD_SIGNATURE),
        arguments("another time", changed("03:04:05Z\\\"", "03:04:06Z\\\""), Kind.BAD_SIGNATURE),
        arguments("another execution", changed("\"gone\"", "\"other\""), Kind.BAD_SIGNATURE),
        arguments("no anchor", withoutAnchor, Kind.MISSING),
        arguments("two anchors", twice, Kind.MISSING),
        arguments("cut off", (UnaryOperator<List<String>>) l -> l.subList(0, 2), Kind.CUT_OFF),
        arguments("no JSON", changed("{\"anchor", "{anchor"), Kind.MALFORMED));
  }

  private static UnaryOperator<List<String>> changed(String from, String to) {
    return lines -> {
      List<String> changed = new ArrayList<>(lines);
      changed.replaceAll(line -> line.replace(from, to));
      assertThat(changed).isNotEqualTo(lines);
      return changed;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void whatWasChangedIsFound(String what, UnaryOperator<List<String>> mutation, Kind kind) {
    Verdict verdict = check(mutation.apply(whole()));

    assertThat(verdict.findings()).extracting(Finding::kind).as(what).contains(kind);
  }

  @Test
  void theProofOfAnotherExecutionIsNone() {
    Verdict verdict = check(export("another", new TrimPoint(END, OUTPUT)));

    assertThat(verdict.findings()).extracting(Finding::kind).contains(Kind.BAD_SIGNATURE);
  }

  @Test
  void whatIsSignedToBeKeptIsNotGone() {
    Verdict verdict = check(export("gone", TrimPoint.NOTHING));

    assertThat(verdict.findings()).extracting(Finding::kind).contains(Kind.CUT_OFF);
  }

  @Test
  void keysThatNobodyTrustsSignNothing() {
    PurgedCheck check = new PurgedCheck(List.of());
    whole().forEach(check::line);

    assertThat(check.verdict().findings()).extracting(Finding::kind).contains(Kind.BAD_SIGNATURE);
  }
}
