package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1FramesTest {
  @Test
  @Tag("O15")
  @Tag("O25")
  void outputOfAnySizeComesBackWithItsOffset() {
    Random random = new Random(5);
    for (int size : new int[] {1, 2, 1000, V1Frames.MAX_OUTPUT_BYTES}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      V1ServerFrame frame =
          new V1ServerFrame.Output(
              Channel.STDERR, new Offset(random.nextLong(1L << 62)), size, Payload.owning(bytes));

      V1Message message = V1Frames.encode(frame);

      assertThat(V1Frames.decodeServer(message)).isEqualTo(frame);
    }
  }

  @Test
  @Tag("I12")
  void stdinOfAnySizeComesBackWithItsOffset() {
    for (int size : new int[] {0, 1, V1Frames.MAX_STDIN_BYTES}) {
      V1ClientFrame frame =
          new V1ClientFrame.Stdin(new StdinOffset(1L << 40), Payload.owning(new byte[size]));

      V1Message message = V1Frames.encode(frame);

      assertThat(V1Frames.decodeClient(message)).isEqualTo(frame);
    }
  }

  @Test
  void aBinaryFrameIsAtMost64KiBBothWays() {
    Payload most = Payload.owning(new byte[V1Frames.MAX_OUTPUT_BYTES]);
    Payload overOutput = Payload.owning(new byte[V1Frames.MAX_OUTPUT_BYTES + 1]);
    Payload overInput = Payload.owning(new byte[V1Frames.MAX_STDIN_BYTES + 1]);

    assertThat(V1Samples.bytes(V1Frames.encode(output(most))).size()).isEqualTo(64 * 1024);

    assertThatIllegalArgumentException().isThrownBy(() -> V1Frames.encode(output(overOutput)));
    assertThatIllegalArgumentException().isThrownBy(() -> V1Frames.encode(output(Payload.EMPTY)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> V1Frames.encode(new V1ClientFrame.Stdin(StdinOffset.ZERO, overInput)));
  }

  private static V1ServerFrame output(Payload bytes) {
    return new V1ServerFrame.Output(Channel.STDOUT, Offset.ZERO, 0, bytes);
  }

  @ParameterizedTest
  @Tag("C4")
  @ValueSource(
      strings = {
        "",
        "ack",
        "[]",
        "{}",
        "{'type':1}",
        "{'type':'attached'}",
        "{'type':'stdin_eof'}",
        "{'type':'ack'}",
        "{'type':'ack','offset':-1}",
        "{'type':'ack','offset':'1'}",
        "{'type':'ack','offset':1.0}",
        "{'type':'ack','offset':9223372036854775808}",
        "{'type':'ack','offset':1e99}",
        "{'type':'ack','offset':1,'offset':2}",
        "{'type':'ack','offset':1,'later':2}",
        "{'type':'ack','offset':1} {}",
        "{'type':'stdin_end','offset':null}",
        "{'type':'credit','bytes':0}",
        "{'type':'resize','cols':0,'rows':1}",
        "{'type':'resize','cols':1,'rows':65536}",
        "{'type':'signal','sig':9}",
        "{'type':'flush','id':''}",
        "{'type':'flush','id':'a b'}",
        "{'type':'flush','id':'\\ud800'}",
      })
  void aTextThatNoClientSendsIsATypedFault(String json) {
    V1Message message = new V1Message.Text(json.replace('\'', '"'));

    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> V1Frames.decodeClient(message))
        .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_ARGUMENT));
  }

  @Test
  @Tag("C4")
  void aFlushIdIsBounded() {
    V1Message most = new V1Message.Text("{\"type\":\"flush\",\"id\":\"" + "x".repeat(64) + "\"}");
    V1Message more = new V1Message.Text("{\"type\":\"flush\",\"id\":\"" + "x".repeat(65) + "\"}");

    assertThat(V1Frames.decodeClient(most)).isEqualTo(new V1ClientFrame.Flush("x".repeat(64)));

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeClient(more));
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(
      strings = {
        "",
        "00",
        "00000000000000ff",
        "010000000000000000",
        "00ffffffffffffffff",
        "007fffffffffffffff01",
        "00800000000000000001",
      })
  void aBinaryFrameThatNoClientSendsIsATypedFault(String hex) {
    V1Message message = new V1Message.Binary(Payload.owning(HexFormat.of().parseHex(hex)));

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeClient(message));
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(
      strings = {
        "",
        "01",
        "0100000000000000000000000000000000",
        "000000000000000000000000000000000001",
        "030000000000000000000000000000000001",
        "018000000000000000000000000000000001",
        "010000000000000000800000000000000001",
        "017fffffffffffffff000000000000000001",
      })
  void aBinaryFrameThatNoServerSendsIsATypedFault(String hex) {
    V1Message message = new V1Message.Binary(Payload.owning(HexFormat.of().parseHex(hex)));

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeServer(message));
  }

  @Test
  @Tag("L16")
  void whatIsOverItsLimitIsATypedFault() {
    V1Message text = new V1Message.Text(" ".repeat(V1Frames.MAX_CLIENT_TEXT_BYTES) + "{}");
    V1Message binary = new V1Message.Binary(Payload.owning(new byte[64 * 1024 + 1]));

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeClient(text));
    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeClient(binary));
    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeServer(binary));
  }

  @Test
  void aClientPassesOverFieldsAndTypesOfALaterVersion() {
    V1Message field =
        new V1Message.Text("{\"later\":[1],\"type\":\"position\",\"offset\":3,\"x\":{\"a\":1}}");
    V1Message type = new V1Message.Text("{\"type\":\"of_a_later_version\",\"offset\":-1}");

    assertThat(V1Frames.decodeServer(field)).isEqualTo(new V1ServerFrame.Position(new Offset(3)));
    assertThat(V1Frames.decodeServer(type)).isNull();
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(
      strings = {
        "{}",
        "null",
        "{'type':'position'}",
        "{'type':'position','offset':-1}",
        "{'type':'gap','channel':'stdin','from':0,'to':1,'reason':'expired'}",
        "{'type':'gap','channel':'stdout','from':2,'to':1,'reason':'expired'}",
        "{'type':'exit','exit_code':256,'reason':'exited','offset':0,'totals':{'stdout':0,'stderr':0}}",
        "{'type':'exit','exit_code':0,'reason':'exited','offset':0,'totals':7}",
        "{'type':'attached','execution_id':'a/b','role':'observer','generation':0,'from':0,'state':'x'}",
        "{'type':'attached','execution_id':'a','role':'controller','generation':0,'from':0,'state':'x'}",
      })
  void aTextThatNoServerSendsIsATypedFault(String json) {
    V1Message message = new V1Message.Text(json.replace('\'', '"'));

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> V1Frames.decodeServer(message));
  }
}
