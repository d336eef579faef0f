package io.sluice.persistence.codec;

import io.sluice.protocol.execution.State;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Hands snapshots to the snapshot plugin in the form of {@link StateCodec}. */
public final class StateSerializer extends SerializerWithStringManifest {
  @Override
  public int identifier() {
    return StoredNames.STATE_SERIALIZER;
  }

  @Override
  public String manifest(Object state) {
    return StateCodec.manifest((State) state);
  }

  @Override
  public byte[] toBinary(Object state) {
    return StateCodec.encode((State) state).bytes().toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return StateCodec.decode(manifest, bytes);
  }
}
