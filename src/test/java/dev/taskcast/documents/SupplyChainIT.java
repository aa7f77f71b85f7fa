package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What is in the packaged WAR is what NOTICE and the bill of materials say; both are of this build. */
class SupplyChainIT {
    @Test
    void theNoticeHasTheLicenceOfEveryLibraryOfTheWar() throws Exception {
        Map<String, String> noticed = new TreeMap<>();
        Document.of("NOTICE")
                .matches("(?m)^([a-z0-9-]+) +([A-Z][\\w.]*-[\\w.-]+|MIT)$")
                .forEach(line -> noticed.put(line.group(1), line.group(2)));
        Map<String, String> declared = new TreeMap<>();
        for (Map<?, ?> component : components()) {
            declared.put(component.get("name").toString(), licence(component));
        }
        assertThat(noticed).isEqualTo(declared);
    }

    @Test
    void theBillOfMaterialsIsWhatIsInTheWar() throws Exception {
        Map<String, String> listed = new TreeMap<>();
        for (Map<?, ?> component : components()) {
            listed.put(
                    component.get("name").toString(), component.get("version").toString());
        }
        assertThat(listed).isNotEmpty().isEqualTo(libraries());
    }

    private static List<Map<?, ?>> components() throws JoseException {
        Object components = JsonUtil.parseJson(
                        Document.of("target/taskcast.cdx.json").text())
                .get("components");
        return ((List<?>) components)
                .stream().<Map<?, ?>>map(component -> (Map<?, ?>) component).toList();
    }

    private static String licence(Map<?, ?> component) {
        Map<?, ?> first = (Map<?, ?>) ((List<?>) component.get("licenses")).get(0);
        return ((Map<?, ?>) first.get("license")).get("id").toString();
    }

    /** Versions by name. */
    private static Map<String, String> libraries() throws IOException {
        Map<String, String> libraries = new TreeMap<>();
        try (ZipFile war = new ZipFile("target/taskcast.war")) {
            war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("WEB-INF/lib/.+\\.jar"))
                    .map(name -> name.replaceAll("WEB-INF/lib/|\\.jar", ""))
                    .forEach(name -> {
                        String artifact = name.replaceFirst("-\\d.*", "");
                        libraries.put(artifact, name.substring(artifact.length() + 1));
                    });
        }
        return libraries;
    }
}
