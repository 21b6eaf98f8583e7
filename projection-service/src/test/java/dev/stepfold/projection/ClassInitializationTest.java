package dev.stepfold.projection;

import dev.stepfold.testkit.ClassInitializationContract;

class ClassInitializationTest extends ClassInitializationContract {}
