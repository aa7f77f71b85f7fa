package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The gateway's container by {@code kubernetes.yaml} and {@code Containerfile}, so that a test can run one like it.
 *
 * @param manifest the text of {@code kubernetes.yaml}, as kustomize renders it
 * @param image the text of {@code Containerfile}
 */
record Pod(String manifest, String image) {
    /** The pod that we ship. */
    static Pod shipped() throws IOException {
        return new Pod(Files.readString(Path.of("kubernetes.yaml")), Files.readString(Path.of("Containerfile")));
    }

    /** The user id of its process. */
    int user() {
        return Integer.parseInt(one("runAsUser: (\\d+)"));
    }

    /** The group of its process. */
    int group() {
        return Integer.parseInt(one("runAsGroup: (\\d+)"));
    }

    /** The group that may write to its volumes. */
    int volumeGroup() {
        return Integer.parseInt(one("fsGroup: (\\d+)"));
    }

    /** The folders of its volumes, the only ones that it can write to. */
    List<String> mounts() {
        return all("mountPath: (\\S+)");
    }

    /** Its memory, such as {@code 1Gi}. */
    String memory() {
        return one("limits:\\s+memory: (\\S+)");
    }

    /** How long it may take from the preStop hook to the end of its process. */
    Duration grace() {
        return Duration.ofSeconds(Long.parseLong(one("terminationGracePeriodSeconds: (\\d+)")));
    }

    /** The command of its preStop hook. */
    List<String> preStop() {
        return one("preStop:\\s+exec:\\s+command:\\n((?:\\s+- .*\\n)+)")
                .lines()
                .map(line -> line.strip().substring(2).replace("\"", ""))
                .toList();
    }

    /** The settings of its ConfigMap. */
    Map<String, String> settings() {
        return one("(?m)^data:\\n((?:  .*\\n)+)")
                .lines()
                .map(line -> line.strip().split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].replace("\"", "")));
    }

    /** The path of its {@code startup}, {@code liveness} or {@code readiness} probe, on the management port. */
    String probe(String name) {
        String text = one("(?m)^        " + name + "Probe:\\n((?:          .*\\n)+)");
        if (!text.contains("port: management")) {
            throw new AssertionError(name + " asks another port");
        }
        return found(text, "path: (\\S+)").get(0);
    }

    /** The variables of its image. */
    Map<String, String> variables() {
        return Arrays.stream(found(image, "(?m)^ENV (.*)$").get(0).split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** The program of its image. */
    List<String> program() {
        return found(found(image, "(?m)^ENTRYPOINT \\[(.*)]$").get(0), "\"([^\"]+)\"");
    }

    /** The commands by which its image lets users other than the owner run the unpacked server of {@code wlp}. */
    String preparation(Path wlp) {
        return found(image, "(?m)^RUN (chmod .*)$").get(0).replace("/opt/ol/wlp", wlp.toString());
    }

    private String one(String pattern) {
        List<String> found = all(pattern);
        if (found.size() != 1) {
            throw new AssertionError("kubernetes.yaml has " + found.size() + " times " + pattern);
        }
        return found.get(0);
    }

    private List<String> all(String pattern) {
        return found(manifest, pattern);
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
