/** Services on Ray, as `plinth:ray.services` has them: one that always answers, and one that sleeps and wakes a GPU. */
export const rayServices = {
  digits: {
    applications: [
      {
        name: "digits",
        import_path: "serve_digits:application",
        deployments: [{ name: "Digits", autoscaling_config: { min_replicas: 4, max_replicas: 8 } }],
      },
    ],
  },
  words: {
    applications: [
      {
        name: "words",
        import_path: "serve_words:application",
        deployments: [
          {
            name: "Words",
            autoscaling_config: { min_replicas: 0, max_replicas: 1 },
            ray_actor_options: { num_gpus: 1 },
          },
        ],
      },
    ],
  },
};
