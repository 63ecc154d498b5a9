// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.App.Classification;

namespace SqueezeEdge.NanoFramework.Tests.App
{
    /// <summary>The waits after failures.</summary>
    [TestClass]
    public class BackOffTests
    {
        [TestMethod]
        public void TheWaitDoublesUpToTenSecondsAndStartsAnew()
        {
            int[] waits = new int[] { 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000 };
            BackOff backOff = new BackOff();
            foreach (int wait in waits)
            {
                Assert.AreEqual(wait, backOff.Next());
            }

            backOff.Reset();
            Assert.AreEqual(100, backOff.Next());
        }
    }
}
