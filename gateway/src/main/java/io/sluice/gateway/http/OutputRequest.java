package io.sluice.gateway.http;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.ProblemCode;
import io.sluice.protocol.wire.WireFault;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of raw output asks for.
 *
 * @param channel null for all, in the order of the log
 * @param from in the merged log; null for the start
 * @param follow whether to wait for what comes
 * @param range in the bytes of the channel, or of the merged log
 */
record OutputRequest(
    @Nullable Channel channel, @Nullable Offset from, boolean follow, ByteRangeHeader range) {
  static OutputRequest of(Call call) {
    ByteRangeHeader range =
        ByteRangeHeader.parse(
            call.request().getHeader("Range").map(HttpHeader::value).orElse(null));
    OutputRequest request =
        new OutputRequest(
            call.query().channel(),
            call.query().offset("from"),
            call.query().flag("follow", false),
            range);
    boolean ranged = !(range instanceof ByteRangeHeader.None);
    if (ranged && (request.follow || request.from != null)) {
      throw invalid("a Range goes with neither from nor follow");
    }
    return request;
  }

  static WireFault invalid(String message) {
    return new WireFault(ProblemCode.INVALID_ARGUMENT, message);
  }
}
