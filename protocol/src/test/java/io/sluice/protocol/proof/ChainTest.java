package io.sluice.protocol.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T4")
class ChainTest {
  private static final Digest ONE = Digest.of(Payload.utf8("one"));
  private static final Digest TWO = Digest.of(Payload.utf8("two"));

  @Test
  void aDigestIsTheSha256AndComesBackFromItsBytesAndItsDigits() {
    Digest empty = Digest.of(Payload.EMPTY);

    assertThat(empty.hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Digest.ofHex(empty.hex())).isEqualTo(empty);
    assertThat(Digest.ofBytes(empty.toByteArray())).isEqualTo(empty);
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofBytes(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex("00"));
  }

  @Test
  void aLinkComesBackFromItsBytesAndFromNoOtherNumberOfThem() {
    Link life = new Link.OfLife(ONE, 7, new ChainHead(1L << 40, TWO));

    assertThat(Link.ofBytes(life.toByteArray())).isEqualTo(life);
    assertThat(Link.ofBytes(new Link.OfOutput(TWO).toByteArray()))
        .isEqualTo(new Link.OfOutput(TWO));
    IntStream.range(0, 100)
        .filter(size -> size != Digest.BYTES && size != Link.LIFE_BYTES)
        .forEach(
            size ->
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> Link.ofBytes(new byte[size])));
  }

  @Test
  void everyOrderOfEntriesHasAHeadOfItsOwn() {
    Chain start = Chain.START.then(new Link.OfLife(ONE, 0, ChainHead.START));
    Chain outputFirst = start.then(new Link.OfOutput(ONE)).then(new Link.OfOutput(TWO));
    Chain swapped = start.then(new Link.OfOutput(TWO)).then(new Link.OfOutput(ONE));

    assertThat(List.of(Chain.START.head(), start.head(), outputFirst.head(), swapped.head()))
        .doesNotHaveDuplicates();
    assertThat(outputFirst.length()).isEqualTo(3);
  }

  @Test
  void whatIsLeftAfterATrimLeadsToTheSameHeads() {
    Chain whole = Chain.START.then(new Link.OfOutput(ONE)).then(new Link.OfOutput(TWO));
    Link trimmed = new Link.OfLife(ONE, 0, whole.output());

    Chain ofWhatIsLeft = Chain.START.then(trimmed);

    assertThat(ofWhatIsLeft).isEqualTo(whole.then(trimmed));
  }

  @Test
  void anAnchorSaysAllThatItStandsFor() {
    Chain chain = Chain.START.then(new Link.OfOutput(ONE));
    Anchor.TrimPoint trimmed = new Anchor.TrimPoint(new Offset(3), new ChainHead(1, TWO));
    Anchor anchor = new Anchor(new ExecutionId("e1"), chain, new Offset(9), trimmed, Instant.EPOCH);

    assertThat(anchor.statement())
        .isEqualTo(
            Payload.utf8(
                """
                sluice.anchor.1
                e1
                1 %s
                0 %s
                9
                3
                1 %s
                1970-01-01T00:00:00Z"""
                    .formatted(chain.output().digest().hex(), Digest.NONE.hex(), TWO.hex())));
  }
}
