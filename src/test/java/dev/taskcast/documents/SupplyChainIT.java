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

/** NOTICE and the bill of materials list exactly the content of the packaged WAR; both come from this build. */
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
        List<String> listed = components().stream()
                .map(component -> component.get("name") + "-" + component.get("version"))
                .sorted()
                .toList();
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

    /** Names with their versions, because there can be two of one name. */
    private static List<String> libraries() throws IOException {
        try (ZipFile war = new ZipFile("target/taskcast.war")) {
            return war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("WEB-INF/lib/.+\\.jar"))
                    .map(name -> name.replaceAll("WEB-INF/lib/|\\.jar", ""))
                    .sorted()
                    .toList();
        }
    }
}
