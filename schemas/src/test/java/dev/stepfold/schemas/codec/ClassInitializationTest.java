package dev.stepfold.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The first use of a class never waits for a lock of Jackson. A virtual thread that initializes a class, or waits for
 * another to do so, keeps its carrier thread (JEP 491, "Future Work"). If the initializer waited for a lock that a
 * virtual thread without a carrier is to have next, and all other carriers waited for the class, none would ever go on.
 */
class ClassInitializationTest {
    private static final String OURS = "dev.stepfold.schemas.";

    @Test
    void takesNoLockOfTheSharedMapper() throws Exception {
        List<String> initialized = classesWithAnInitializer();
        ClassLoader fresh = new Fresh();
        ObjectMapper mapper = (ObjectMapper) fresh.loadClass(ContractMapper.class.getName())
                .getMethod("mapper")
                .invoke(null);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Slow> holdsTheLock = threads.submit(() -> mapper.readValue("1", Slow.class));
            SlowToMake.BEGUN.await();
            try {
                Future<?> firstUses = threads.submit(() -> {
                    for (String name : initialized) {
                        Class.forName(name, true, fresh);
                    }
                    return null;
                });
                firstUses.get(20, TimeUnit.SECONDS);
            } finally {
                SlowToMake.MAY_END.countDown();
            }
            assertThat(holdsTheLock.get()).isNotNull();
        }
        assertThat(initialized).contains(OutlineHeader.class.getName(), JsonCodec.class.getName());
    }

    private static List<String> classesWithAnInitializer() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.stepfold.schemas").stream()
                        .filter(type -> type.getStaticInitializer().isPresent())
                        .map(JavaClass::getName)
                        .sorted()
                        .toList();
    }

    @JsonDeserialize(using = SlowToMake.class)
    record Slow(int number) {}

    /** Jackson holds its lock while it makes a deserializer. */
    static final class SlowToMake extends JsonDeserializer<Slow> {
        static final CountDownLatch BEGUN = new CountDownLatch(1);
        static final CountDownLatch MAY_END = new CountDownLatch(1);

        SlowToMake() throws InterruptedException {
            BEGUN.countDown();
            MAY_END.await();
        }

        @Override
        public Slow deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new Slow(parser.getIntValue());
        }
    }

    /** Has our classes once more, none of them initialized. */
    private static final class Fresh extends ClassLoader {
        Fresh() {
            super(ClassInitializationTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : name.startsWith(OURS) ? ours(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> ours(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = file.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
