package io.sluice.protocol.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.LinkFault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCodecTest {
  static List<RunnerFrame> runnerFrames() {
    return LinkFrames.ofRunner();
  }

  static List<GatewayFrame> gatewayFrames() {
    return LinkFrames.ofGateway();
  }

  @ParameterizedTest
  @MethodSource("runnerFrames")
  @Tag("O25")
  void everyRunnerFrameComesBackAsItWas(RunnerFrame frame) {
    assertThat(LinkCodec.decodeRunner(LinkCodec.encode(frame))).isEqualTo(frame);
  }

  @ParameterizedTest
  @MethodSource("gatewayFrames")
  void everyGatewayFrameComesBackAsItWas(GatewayFrame frame) {
    assertThat(LinkCodec.decodeGateway(LinkCodec.encode(frame))).isEqualTo(frame);
  }

  @Test
  void outputHasTheDocumentedLayout() {
    RunnerFrame frame =
        new RunnerFrame.Reported(
            new ExecutionId("ab"), new Report.Output(258, Channel.STDERR, 3, Payload.utf8("x")));

    LinkMessage message = LinkCodec.encode(frame);

    assertThat(message)
        .isEqualTo(binary(1, 2, 'a', 'b', 0, 0, 0, 0, 0, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 3, 'x'));
  }

  @Test
  void stdinHasTheDocumentedLayout() {
    GatewayFrame frame =
        new GatewayFrame.Stdin(new ExecutionId("a"), new StdinOffset(256), Payload.utf8("x"));

    LinkMessage message = LinkCodec.encode(frame);

    assertThat(message).isEqualTo(binary(2, 1, 'a', 0, 0, 0, 0, 0, 0, 1, 0, 'x'));
  }

  @Test
  void unknownFieldsAreIgnored() {
    LinkMessage message = text("{'type':'beat','later':{'a':[1]},'number':3}");

    GatewayFrame frame = LinkCodec.decodeGateway(message);

    assertThat(frame).isEqualTo(new GatewayFrame.Beat(3));
  }

  @ParameterizedTest
  @Tag("L16")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                        | EMPTY
          `  `                                                      | EMPTY
          {                                                         | MALFORMED
          []                                                        | MALFORMED
          null                                                      | MALFORMED
          {}                                                        | MALFORMED
          {'type':7}                                                | MALFORMED
          {'type':'hello'}                                          | UNKNOWN_KIND
          {'type':'beat','number':1} {}                             | MALFORMED
          {'type':'beat','number':1,'number':2}                     | MALFORMED
          {'type':'beat','number':1.5}                              | MALFORMED
          {'type':'beat','number':99999999999999999999}             | MALFORMED
          {'type':'beat','number':'1'}                              | MALFORMED
          {'type':'kill','execution_id':'a/b'}                      | MALFORMED
          {'type':'signal','execution_id':'a','signal':4}           | MALFORMED
          {'type':'signal','execution_id':'a','signal':4294967297}  | MALFORMED
          {'type':'resize','execution_id':'a','columns':0,'rows':1} | MALFORMED
          {'type':'stdin_end','execution_id':'a','offset':-1}       | MALFORMED
          {'type':'welcome','gateway':'g','committed':{'a':null}}   | MALFORMED
          {'type':'start','execution_id':'a','box_id':'b','program':'','arguments':[],'environment':{},'stdin':'open'} | MALFORMED
          {'type':'start','execution_id':'a','box_id':'b','program':'p','arguments':[1],'environment':{},'stdin':'open'} | MALFORMED
          {'type':'start','execution_id':'a','box_id':'b','program':'p','arguments':[],'environment':{},'stdin':'ajar'} | MALFORMED
          """)
  void aBadControlFrameGivesItsReason(String json, Reason reason) {
    assertThat(faultOfGateway(text(json))).isEqualTo(reason);
  }

  @Test
  @Tag("L16")
  void nestingWithoutEndIsMalformed() {
    LinkMessage deep = new LinkMessage.Text("[".repeat(500_000));

    assertThat(faultOfGateway(deep)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  @Tag("L16")
  void aControlFrameOverTheBoundIsOversizeBothWays() {
    String tooLong = "\u20ac".repeat(LinkLimits.MAX_CONTROL_BYTES / 3 + 1);
    RunnerFrame frame =
        new RunnerFrame.StartFailed(LinkFrames.EXECUTION, StartFailure.REFUSED_BY_RUNNER, tooLong);

    assertThat(faultOfGateway(new LinkMessage.Text(tooLong))).isEqualTo(Reason.OVERSIZE);
    assertThat(fault(() -> LinkCodec.encode(frame))).isEqualTo(Reason.OVERSIZE);
  }

  @Test
  @Tag("L16")
  void aBinaryMessageIsCheckedForKindLengthAndBound() {
    LinkMessage whole = LinkCodec.encode(LinkFrames.ofRunner().get(3));
    int fixed = 2 + LinkFrames.EXECUTION.value().length() + 17;

    for (int length = 0; length < fixed; length++) {
      LinkMessage cut =
          new LinkMessage.Binary(((LinkMessage.Binary) whole).bytes().slice(0, length));
      assertThat(fault(() -> LinkCodec.decodeRunner(cut)))
          .isEqualTo(length == 0 ? Reason.EMPTY : Reason.TRUNCATED);
    }
    assertThat(faultOfGateway(whole)).isEqualTo(Reason.UNKNOWN_KIND);
    assertThat(faultOfGateway(binary(2, 1, 'a', 255, 0, 0, 0, 0, 0, 0, 0)))
        .isEqualTo(Reason.MALFORMED);
    assertThat(
            faultOfGateway(
                new LinkMessage.Binary(Payload.owning(new byte[LinkLimits.MAX_BINARY_BYTES + 1]))))
        .isEqualTo(Reason.OVERSIZE);
  }

  @Test
  @Tag("L16")
  void outputWithoutAByteOrOfAnUnknownChannelIsMalformed() {
    LinkMessage empty = binary(1, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3);
    LinkMessage channel = binary(1, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 3, 1);

    assertThat(fault(() -> LinkCodec.decodeRunner(empty))).isEqualTo(Reason.MALFORMED);
    assertThat(fault(() -> LinkCodec.decodeRunner(channel))).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Tag("L16")
  void mutatedMessagesDecodeOrFaultAndNothingElse(long seed) {
    Random random = new Random(seed);
    List<LinkMessage> messages = new ArrayList<>();
    LinkFrames.ofRunner().forEach(frame -> messages.add(LinkCodec.encode(frame)));
    LinkFrames.ofGateway().forEach(frame -> messages.add(LinkCodec.encode(frame)));
    int faults = 0;

    for (int round = 0; round < 5_000; round++) {
      LinkMessage mutant = mutate(messages.get(random.nextInt(messages.size())), random);
      faults += decodes(() -> LinkCodec.decodeRunner(mutant)) ? 0 : 1;
      faults += decodes(() -> LinkCodec.decodeGateway(mutant)) ? 0 : 1;
    }

    assertThat(faults).isBetween(5_000, 9_999);
  }

  private static boolean decodes(Runnable decoding) {
    try {
      decoding.run();
      return true;
    } catch (LinkFault expected) {
      return false;
    }
  }

  private static LinkMessage mutate(LinkMessage message, Random random) {
    return switch (message) {
      case LinkMessage.Binary(Payload bytes) ->
          new LinkMessage.Binary(Payload.owning(mutate(bytes.toByteArray(), random)));
      case LinkMessage.Text(String json) ->
          new LinkMessage.Text(
              new String(
                  mutate(json.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8));
    };
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutant = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
    for (int i = random.nextInt(3); i > 0 && mutant.length > 0; i--) {
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(mutant, bytes.length) : mutant;
  }

  private static Reason faultOfGateway(LinkMessage message) {
    return fault(() -> LinkCodec.decodeGateway(message));
  }

  private static Reason fault(ThrowingCallable decoding) {
    return catchThrowableOfType(LinkFault.class, decoding).reason();
  }

  private static LinkMessage text(String json) {
    return new LinkMessage.Text(json.replace('\'', '"'));
  }

  private static LinkMessage binary(int... bytes) {
    byte[] copy = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      copy[i] = (byte) bytes[i];
    }
    return new LinkMessage.Binary(Payload.owning(copy));
  }
}
