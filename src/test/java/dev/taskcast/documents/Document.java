package dev.taskcast.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text file of the project: its sections and its tables. */
record Document(Path path, String text) {
    static Document of(String path) {
        return of(Path.of(path));
    }

    static Document of(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The text under {@code heading}, up to the next heading of any level. */
    Document section(String heading) {
        List<MatchResult> found = matches("(?ms)^#+ " + Pattern.quote(heading) + "$\n(.*?)(?=^#+ |\\z)");
        if (found.size() != 1) {
            throw new AssertionError(path + " has " + found.size() + " sections " + heading);
        }
        return new Document(path, found.get(0).group(1));
    }

    /** The rows of its tables without their heads; each row is its cells without backticks around them. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("| ---")) {
                rows.remove(rows.size() - 1);
            } else if (line.startsWith("|")) {
                rows.add(Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .map(cell -> cell.matches("`[^`]*`") ? cell.substring(1, cell.length() - 1) : cell)
                        .toList());
            }
        }
        return rows;
    }

    /** The cells of one column, from 0. */
    List<String> column(int index) {
        return rows().stream().map(row -> row.get(index)).toList();
    }

    List<MatchResult> matches(String pattern) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    /** The first group of each match. */
    List<String> found(String pattern) {
        return matches(pattern).stream().map(match -> match.group(1)).toList();
    }

    /** Every file under {@code folder} whose name has this {@code ending}. */
    static List<Document> under(String folder, String ending) {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .map(Document::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
