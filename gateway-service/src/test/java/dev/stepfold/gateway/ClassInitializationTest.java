package dev.stepfold.gateway;

import dev.stepfold.testkit.ClassInitializationContract;

class ClassInitializationTest extends ClassInitializationContract {}
