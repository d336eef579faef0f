package io.sluice.persistence.baseline;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.Chain;
import io.sluice.protocol.proof.Link;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/** What it takes to prove rows like the journal's: their digests, the chain, signed anchors. */
public final class ChainCost {
  private static final String ALGORITHM = "Ed25519";

  private final LongSupplier nanoClock;
  private final KeyPair key;
  private Chain chain = Chain.START;

  private ChainCost(LongSupplier nanoClock, KeyPair key) {
    this.nanoClock = nanoClock;
    this.key = key;
  }

  /**
   * What it took, by the clock given; the rows are encoded outside of it, as they are without a
   * chain.
   *
   * @param rowBytes payload of each
   * @param nanoClock such as the processor time of the calling thread
   */
  public static long nanos(int rowBytes, int rows, LongSupplier nanoClock) {
    try {
      KeyPair key = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new ChainCost(nanoClock, key).run(rowBytes, rows);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has Ed25519", impossible);
    }
  }

  private long run(int rowBytes, int rows) throws GeneralSecurityException {
    byte[] output = new byte[rowBytes];
    new Random(rowBytes).nextBytes(output);
    Payload payload = Payload.owning(output);
    int rowsOfAnchor =
        (int) Math.max(1, Math.min(Anchor.EVERY_ENTRIES, Anchor.EVERY_BYTES / rowBytes));
    long nanos = 0;
    for (int row = 0; row < rows; row += rowsOfAnchor) {
      List<Encoded> entries = new ArrayList<>();
      for (int each = row; each < Math.min(rows, row + rowsOfAnchor); each++) {
        entries.add(encoded(each, payload));
      }
      long begin = nanoClock.getAsLong();
      for (Encoded entry : entries) {
        chain = chain.then(new Link.OfOutput(EntryDigest.of(entry)));
      }
      sign(new Offset((long) row * rowBytes));
      nanos += nanoClock.getAsLong() - begin;
    }
    return nanos;
  }

  private static Encoded encoded(int row, Payload payload) {
    Offset offset = new Offset((long) row * payload.size());
    return EventCodec.encode(
        new Event.OutputAppended(row + 1L, Channel.STDOUT, offset, offset.bytes(), row, payload));
  }

  private void sign(Offset offset) throws GeneralSecurityException {
    Anchor anchor =
        new Anchor(
            new ExecutionId("baseline"),
            chain,
            offset,
            TrimPoint.NOTHING,
            Instant.ofEpochSecond(offset.bytes()));
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(key.getPrivate());
    signature.update(anchor.statement().toByteArray());
    if (signature.sign().length == 0) {
      throw new GeneralSecurityException("no signature");
    }
  }
}
