package dev.stepfold.testkit;

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
 * The first use of a class never waits for a lock of the shared mapper. A virtual thread that initializes a class, or waits
 * for another to do so, keeps its carrier thread (JEP 491, "Future Work"). If the initializer waited for a lock that a virtual
 * thread without a carrier is to have next, and all other carriers waited for the class, none would ever go on.
 *
 * <p>For the whole class path of the module whose test extends this.
 */
public abstract class ClassInitializationContract {
    private static final String OURS = "dev.stepfold.";
    private static final String TESTKIT = "dev.stepfold.testkit.";

    @Test
    void takesNoLockOfTheSharedMapper() throws Exception {
        List<String> initialized = classesWithAnInitializer();
        ClassLoader fresh = new Fresh();
        ObjectMapper mapper = (ObjectMapper) fresh.loadClass("dev.stepfold.schemas.codec.ContractMapper")
                .getMethod("mapper")
                .invoke(null);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (AutoCloseable _ = threads::shutdownNow) {
            Future<Slow> holdsTheLock = threads.submit(() -> mapper.readValue("1", Slow.class));
            SlowToMake.BEGUN.await();
            for (String name : initialized) {
                assertThat(threads.submit(() -> Class.forName(name, true, fresh)))
                        .as(name)
                        .succeedsWithin(60, TimeUnit.SECONDS);
            }
            SlowToMake.MAY_END.countDown();
            assertThat(holdsTheLock.get()).isNotNull();
        }
        assertThat(initialized).contains("dev.stepfold.schemas.codec.OutlineHeader");
    }

    private static List<String> classesWithAnInitializer() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.stepfold").stream()
                        .filter(type -> type.getStaticInitializer().isPresent())
                        .map(JavaClass::getName)
                        .filter(name -> !name.startsWith(TESTKIT))
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
            super(ClassInitializationContract.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                boolean ours = name.startsWith(OURS) && !name.startsWith(TESTKIT);
                return loaded != null ? loaded : ours ? ours(name) : super.loadClass(name, resolve);
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
