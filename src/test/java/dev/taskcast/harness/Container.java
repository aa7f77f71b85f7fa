package dev.taskcast.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the packaged server as a container would, by bubblewrap (Linux), without a container engine. The root file
 * system is read-only, and only the pod's volumes are writable. The process is number 1, has the pod's user and groups,
 * and has no capability.
 *
 * <p>The distribution, the Java, the network and the kernel's limits are those of this machine.
 */
final class Container {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WLP = "/opt/ol/wlp";
    private static final String JAVA = "/opt/java/openjdk";

    private final Pod pod;
    private final Path folder;

    private Container(Pod pod, Path folder) {
        this.pod = pod;
        this.folder = folder;
    }

    /** A container of {@code pod} with the server of {@code archive}, unpacked and prepared as its image does it. */
    static Container of(Pod pod, Path archive) throws IOException, InterruptedException {
        Path folder = Path.of("target/container").toAbsolutePath();
        Tool.output(Path.of("."), "rm", "-rf", folder.toString());
        Files.createDirectories(folder);
        Tool.output(folder, "tar", "-xzf", archive.toAbsolutePath().toString());
        Tool.output(folder, "sh", "-c", pod.preparation(folder.resolve("wlp")));
        Container container = new Container(pod, folder);
        for (String mount : pod.mounts()) {
            Files.createDirectory(container.volume(mount));
            Files.setPosixFilePermissions(container.volume(mount), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return container;
    }

    /** Skips the test if bubblewrap is not installed, or if this machine does not permit it. */
    void needsToRun() throws IOException, InterruptedException {
        String so = "the packaged server is not run in a container";
        Tool.needs("bwrap", "bubblewrap", so);
        Process tried = new ProcessBuilder(command(List.of("true")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("bwrap.log").toFile())
                .start();
        if (tried.waitFor() != 0) {
            Tool.skip("bubblewrap may not make a container here, so " + so + ": "
                    + Files.readString(folder.resolve("bwrap.log")).strip());
        }
    }

    /** Starts {@code program} with the image's variables and {@code environment}; it prints to {@link #console}. */
    OwnProcess start(Map<String, String> environment, List<String> program) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(program))
                .redirectErrorStream(true)
                .redirectOutput(console().toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(pod.variables());
        builder.environment().put("JAVA_HOME", JAVA);
        builder.environment().putAll(environment);
        return new OwnProcess(builder, PATIENCE);
    }

    /** The output of {@code program} in the container, like {@code kubectl exec}; fails unless the program succeeds. */
    String output(String... program) throws IOException, InterruptedException {
        return Tool.output(folder, command(List.of(program)).toArray(String[]::new));
    }

    /** The process that {@code started} runs, as this machine sees it. */
    static ProcessHandle inside(OwnProcess started) {
        return started.process().toHandle().children().findFirst().orElseThrow();
    }

    /** The file with the server's output. */
    Path console() {
        return folder.resolve("console.log");
    }

    private Path volume(String mount) {
        return folder.resolve("volume" + mount.replace('/', '-'));
    }

    private List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of("bwrap", "--die-with-parent", "--unshare-pid", "--as-pid-1"));
        command.addAll(List.of("--unshare-ipc", "--unshare-uts", "--proc", "/proc", "--dev", "/dev"));
        for (String system : List.of("/usr", "/etc", "/bin", "/sbin", "/lib", "/lib64")) {
            Path path = Path.of(system);
            if (Files.exists(path)) {
                command.addAll(List.of(Files.isSymbolicLink(path) ? "--symlink" : "--ro-bind", target(path), system));
            }
        }
        for (String parent : List.of("/opt", "/opt/ol", "/opt/java")) {
            command.addAll(List.of("--perms", "0755", "--dir", parent));
        }
        command.addAll(List.of("--ro-bind", System.getProperty("java.home"), JAVA));
        command.addAll(List.of("--ro-bind", folder.resolve("wlp").toString(), WLP));
        for (String mount : pod.mounts()) {
            command.addAll(List.of("--bind", volume(mount).toString(), mount));
        }
        command.addAll(List.of("--remount-ro", "/"));
        command.addAll(asItsUser());
        command.addAll(program);
        return command;
    }

    private static String target(Path path) {
        try {
            return Files.isSymbolicLink(path) ? Files.readSymbolicLink(path).toString() : path.toString();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /**
     * Root becomes the pod's user, as with a container engine. Any other user gets that user id in a user namespace.
     */
    private List<String> asItsUser() {
        String user = Integer.toString(pod.user());
        String group = Integer.toString(pod.group());
        if (!System.getProperty("user.name").equals("root")) {
            return List.of("--unshare-user", "--uid", user, "--gid", group, "--cap-drop", "ALL", "--");
        }
        return List.of(
                "--",
                "setpriv",
                "--reuid=" + user,
                "--regid=" + group,
                "--groups=" + pod.volumeGroup(),
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--no-new-privs",
                "--");
    }
}
