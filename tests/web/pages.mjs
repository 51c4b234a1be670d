// The pages that browsers look at: of each outlet, in each of its languages, one of every kind.

export const PAGES = {
  demonstration: {
    es: {
      front: "/", section: "/puerto/", article: "/puerto/2026/11/conexion-electrica/",
      live: "/isla/2026/11/temporal-noviembre/", author: "/authors/marina-quintana/", tag: "/tags/temporal/",
      archive: "/2026/11/", missing: "/404.html",
    },
    en: {
      front: "/en/", section: "/en/puerto/", article: "/en/puerto/2026/11/shore-power/",
      live: "/en/isla/2026/11/november-storm/", author: "/en/authors/ruth-calloway/", tag: "/en/tags/storm/",
      archive: "/en/2026/11/", missing: "/en/404.html",
    },
  },
  arabic: {
    ar: {
      front: "/", section: "/port/", article: "/port/2026/11/reopens/", live: "/port/2026/11/live/",
      author: "/authors/layla/", tag: "/tags/مدينة/", archive: "/2026/10/", missing: "/404.html",
    },
  },
};

/** Pages of other kinds, which the bars hold too. */
export const OTHERS = {
  demonstration: ["/series/el-siglo-del-espigon/", "/feeds/", "/corrections/", "/quienes-somos/", "/tags/", "/authors/",
    "/2026/", "/isla/2026/02/sombra/"],
  arabic: ["/feeds/", "/corrections/", "/about/", "/2026/", "/2026/10/page/1/", "/series/قرن-من-الأرصفة/"],
};

/** The paths of an outlet's pages, those of its languages first. */
export const paths = (outlet) => Object.values(PAGES[outlet]).flatMap((kinds) => Object.values(kinds));

/** Does something with each of many, so many at a time. */
export async function each(many, at_a_time, work) {
  const left = [...many];
  const worker = async () => {
    while (left.length > 0) await work(left.shift());
  };
  await Promise.all(Array.from({ length: at_a_time }, worker));
}
