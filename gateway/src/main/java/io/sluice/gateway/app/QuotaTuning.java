package io.sluice.gateway.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.gateway.tenant.LogQuota;
import io.sluice.gateway.tenant.LogQuotas;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds what may be kept of logs: for all, and for the tenants that are named. */
final class QuotaTuning {
  private static final String TENANTS = "tenants";
  private static final String OFF = "off";

  /** What may be said of a tenant; it stands for all under the same name. */
  private static final List<String> OF_A_TENANT =
      List.of(
          "output.limit",
          "output.policy",
          "output.most",
          "retention.after-end",
          "retention.most",
          "retention.keep-bytes");

  private QuotaTuning() {}

  /** Whether the key, under the root, is one of a tenant; its name may be anything. */
  static boolean knows(String key) {
    return key.startsWith(TENANTS + ".")
        && OF_A_TENANT.stream().anyMatch(known -> key.endsWith("." + known));
  }

  static LogQuotas bind(Config config) throws UserFailure {
    Map<TenantId, LogQuota> named = new HashMap<>();
    Config tenants = config.getConfig(TENANTS);
    for (String name : tenants.root().keySet()) {
      Config own = tenants.getConfig(ConfigUtil.quoteString(name));
      named.put(tenant(name), quota(own.withFallback(config), name));
    }
    return new LogQuotas(quota(config, null), named);
  }

  private static TenantId tenant(String name) throws UserFailure {
    try {
      return new TenantId(name);
    } catch (IllegalArgumentException wrong) {
      throw new UserFailure("sluice.tenants: " + wrong.getMessage());
    }
  }

  private static LogQuota quota(Config config, @Nullable String tenant) throws UserFailure {
    String where = tenant == null ? "sluice" : "sluice.tenants." + tenant;
    Policy policy = policy(config.getString("output.policy"), where);
    LogQuota.Output output =
        new LogQuota.Output(
            bytes(config, "output.limit", where), policy, bytes(config, "output.most", where));
    if (policy == Policy.KEEP_NEWEST && (isTooFew(output.limit()) || isTooFew(output.most()))) {
      throw new UserFailure(
          where + ".output needs 1 MiB at least with keep-newest, of which whole reports go");
    }
    Duration afterEnd = config.getDuration("retention.after-end");
    if (afterEnd.isNegative()) {
      throw new UserFailure(where + ".retention.after-end must not be negative");
    }
    Duration most = isOff(config, "retention.most") ? null : config.getDuration("retention.most");
    return new LogQuota(
        output,
        new LogQuota.Retention(afterEnd, most, bytes(config, "retention.keep-bytes", where)));
  }

  private static boolean isTooFew(@Nullable Long bytes) {
    return bytes != null && bytes < OutputLimit.LEAST_TO_KEEP_NEWEST;
  }

  private static Policy policy(String word, String where) throws UserFailure {
    for (Policy policy : Policy.values()) {
      if (policy.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
        return policy;
      }
    }
    throw new UserFailure(where + ".output.policy must be block, end or keep-newest");
  }

  private static boolean isOff(Config config, String key) {
    return config.getString(key).equals(OFF);
  }

  private static @Nullable Long bytes(Config config, String key, String where) throws UserFailure {
    if (isOff(config, key)) {
      return null;
    }
    long bytes = config.getBytes(key);
    if (bytes < 1) {
      throw new UserFailure(where + "." + key + " must be off or at least 1 byte");
    }
    return bytes;
  }
}
