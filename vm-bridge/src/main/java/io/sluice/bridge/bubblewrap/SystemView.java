package io.sluice.bridge.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What of the host's files is inside, read only: programs, and the settings that they need. */
final class SystemView {
  private static final List<String> PROGRAMS =
      List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

  /** Nothing of it is secret; keys, passwords and the like stay outside. */
  private static final List<String> SETTINGS =
      List.of(
          "alternatives",
          "bash.bashrc",
          "ca-certificates",
          "debian_version",
          "default/locale",
          "fonts",
          "group",
          "hosts",
          "inputrc",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "locale.alias",
          "locale.conf",
          "localtime",
          "mime.types",
          "nsswitch.conf",
          "os-release",
          "passwd",
          "pki/ca-trust",
          "pki/tls/certs",
          "profile",
          "profile.d",
          "protocols",
          "services",
          "ssl/certs",
          "ssl/openssl.cnf",
          "terminfo",
          "timezone");

  private final List<String> options;

  private SystemView(List<String> options) {
    this.options = List.copyOf(options);
  }

  static SystemView of(Path root) throws IOException {
    List<String> options = new ArrayList<>();
    bind(options, root.resolve("usr"), "/usr");
    for (String name : PROGRAMS) {
      Path path = root.resolve(name);
      if (Files.isSymbolicLink(path)) {
        options.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), "/" + name));
      } else if (Files.isDirectory(path)) {
        bind(options, path, "/" + name);
      }
    }
    for (String name : SETTINGS) {
      Path path = root.resolve("etc").resolve(name);
      if (Files.isReadable(path)) {
        bind(options, path, "/etc/" + name);
      }
    }
    for (String store : List.of("nix/store", "gnu/store")) {
      if (Files.isDirectory(root.resolve(store))) {
        bind(options, root.resolve(store), "/" + store);
      }
    }
    options.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--dir", "/run"));
    options.addAll(List.of("--dir", "/var", "--symlink", "../tmp", "/var/tmp"));
    return new SystemView(options);
  }

  /** For a sandbox without a /tmp and a home. */
  List<String> options() {
    return options;
  }

  /** Something that goes away meanwhile is missing inside too. */
  private static void bind(List<String> options, Path from, String to) {
    options.addAll(List.of("--ro-bind-try", from.toString(), to));
  }
}
